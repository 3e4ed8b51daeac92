import { addDays, zone } from '@ferraris/cosem'
import { obisCodes, secondsOf } from '@ferraris/metering'
import { CursorError, decodeCursor } from '@ferraris/service'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../tables.ts'
import { stateOfDevice } from './device-state.ts'
import { heardByConcentrator } from './heard-by-concentrator.ts'
import type { DeviceOrder } from './schemas.ts'

/** The value of an end device `d` with its collection `c`: a text, or a number. Figures are compared as they are shown. */
const values: Record<Exclude<DeviceOrder, 'completeness'>, RawBuilder<string | number | null>> = {
  serial: sql`d.serial`,
  // What needs a person first.
  state: sql`array_position(array['refused', 'failed', 'silent', 'unknown', 'new', 'reachable'], ${stateOfDevice})::float8`,
  uri: sql`d.uri`,
  usagePoint: sql`d.usage_point`,
  model: sql`d.model`,
  lastContact: sql`extract(epoch from greatest(c.last_contact, ${heardByConcentrator}))::float8`,
  clockOffset: sql`c.clock_offset_seconds::float8`,
  nextDue: sql`extract(epoch from c.next_due)::float8`,
}

/** The expression to sort by. */
export async function orderValue(
  db: Kysely<Tables>,
  order: DeviceOrder,
  now: number,
): Promise<RawBuilder<string | number | null>> {
  return order === 'completeness' ? await completeness(db, now) : values[order]
}

/** The share of a device's own yesterday; null for one that was not read yet. */
async function completeness(db: Kysely<Tables>, now: number): Promise<RawBuilder<number | null>> {
  const { names, days } = await lastDays(db, now)
  return sql`case when c.last_contact is not null then coalesce((
    select b.received::float8 / b.interval_count
    from unnest(${names}::text[], ${days}::date[]) as yesterday (time_zone, day)
    join reading_type t on t.obis = ${obisCodes.activeEnergyImport}
    join interval_block b on b.end_device_id = d.id and b.reading_type_id = t.id and b.day = yesterday.day
    where yesterday.time_zone = d.time_zone), 0) end`
}

/** The zones of all devices, and the last complete day of each. */
export async function lastDays(db: Kysely<Tables>, now: number) {
  const zones = await db.selectFrom('end_device').select('time_zone').distinct().execute()
  const names = zones.map(({ time_zone }) => time_zone)
  return { names, days: names.map(name => addDays(zone(name).dateOf(secondsOf(now)), -1)) }
}

export type SortValue = string | number | null

/** Where the page before ended. Throws CursorError for a cursor of another order. */
export function placeAfter(
  cursor: string,
  sorted: string,
): { readonly value: SortValue; readonly serial: string } {
  const [order, json, serial] = decodeCursor(cursor, ['string', 'string', 'string']) as readonly string[]
  const value: unknown = order === sorted ? parsed(json ?? '') : undefined
  if (value !== null && typeof value !== 'string' && typeof value !== 'number')
    throw new CursorError('cursor-invalid', 'the cursor belongs to another list')
  return { value, serial: serial ?? '' }
}

/** The sort key of a row, as a cursor keeps it. */
export function sortKey(sorted: string, value: SortValue, serial: string) {
  return [sorted, JSON.stringify(value), serial]
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
