import { addDays, zone } from '@ferraris/cosem'
import { obisCodes, secondsOf } from '@ferraris/metering'
import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { eventProfileOf } from '../events/event-kind.ts'
import { latestRegisters } from '../readings/queries.ts'
import { scheduleById } from '../schedules/queries.ts'
import type { Tables } from '../tables.ts'
import { lastDays, orderValue, placeAfter, type SortValue, sortKey } from './device-order.ts'
import { isInState, stateOfDevice } from './device-state.ts'
import { heardByConcentrator } from './heard-by-concentrator.ts'
import type { DeviceOrder, EndDevice, EndDeviceDetail, EndDeviceState, UsagePoint } from './schemas.ts'

/** Which end devices. */
interface EndDeviceMatch {
  /** Part of the serial number, usage point or URI; case does not matter. */
  readonly search?: string | undefined
  readonly state?: EndDeviceState | undefined
  /** As the device names itself. */
  readonly model?: string | undefined
  /** Only those whose clock was off when they were read last. */
  readonly clock?: 'off' | undefined
  /** Only those with gaps in their last complete local day. */
  readonly incomplete?: boolean | undefined
  /** Epoch milliseconds: tells which local day is the last complete one. */
  readonly now: number
}

interface EndDeviceFilter extends EndDeviceMatch {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly order?: DeviceOrder | undefined
  readonly descending?: boolean | undefined
}

/** The end devices `d`, with their collection `c`, that match. */
export async function matchingEndDevices(db: Kysely<Tables>, filter: EndDeviceMatch) {
  let matching = db.selectFrom('end_device as d').innerJoin('collection as c', 'c.end_device_id', 'd.id')
  if (filter.state !== undefined) matching = matching.where(isInState(filter.state))
  if (filter.model !== undefined) matching = matching.where('d.model', '=', filter.model)
  if (filter.clock === 'off') matching = matching.where('c.clock_off_since', 'is not', null)
  if (filter.search !== undefined && filter.search !== '') {
    const pattern = `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`
    matching = matching.where(or =>
      or.or([
        or('d.serial', 'ilike', pattern),
        or('d.usage_point', 'ilike', pattern),
        or('d.uri', 'ilike', pattern),
      ]),
    )
  }
  return filter.incomplete ? matching.where(await isIncomplete(db, filter.now)) : matching
}

/** End devices by serial number, or by what is asked for, and then by serial number. Throws CursorError. */
export async function listEndDevices(db: Kysely<Tables>, filter: EndDeviceFilter): Promise<Page<EndDevice>> {
  const matching = await matchingEndDevices(db, filter)
  const { total } = await matching.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  const { order = 'serial', descending = false } = filter
  const sorted = `${order}${descending ? ' descending' : ''}`
  const value = await orderValue(db, order, filter.now)
  let page = matching
    .select(deviceColumns)
    .select(value.as('sort_value'))
    .orderBy(value, by => (descending ? by.desc() : by.asc()).nullsLast())
    .orderBy('d.serial')
    .limit(filter.limit + 1)
  if (filter.cursor !== undefined) {
    const after = placeAfter(filter.cursor, sorted)
    page =
      sorted === 'serial'
        ? page.where('d.serial', '>', after.serial)
        : page.where(isAfter(value, after, descending))
  }
  const rows = await page.execute()
  const shares = await completenessOf(db, rows.slice(0, filter.limit), filter.now)
  return pageOf(
    rows,
    filter.limit,
    total,
    row => sortKey(sorted, row.sort_value, row.serial),
    row => endDeviceOf(row, shares.get(row.id)),
  )
}

/** Whether an end device `d` stands behind a place, by a value and then by its serial number. */
function isAfter(
  value: RawBuilder<SortValue>,
  { value: last, serial }: { readonly value: SortValue; readonly serial: string },
  descending: boolean,
): RawBuilder<boolean> {
  if (last === null) return sql`${value} is null and d.serial > ${serial}`
  const beyond = descending ? sql`<` : sql`>`
  const given = typeof last === 'number' ? sql`${last}::float8` : sql`${last}::text`
  return sql`(${value} is null or ${value} ${beyond} ${given} or (${value} = ${given} and d.serial > ${serial}))`
}

/** Whether an end device `d` that has been read lacks active import of its own yesterday. */
async function isIncomplete(db: Kysely<Tables>, now: number): Promise<RawBuilder<boolean>> {
  const { names, days } = await lastDays(db, now)
  return sql<boolean>`c.last_contact is not null and not exists (
    select from unnest(${names}::text[], ${days}::date[]) as yesterday (time_zone, day)
    join reading_type t on t.obis = ${obisCodes.activeEnergyImport}
    join interval_block b on b.end_device_id = d.id and b.reading_type_id = t.id and b.day = yesterday.day
    where yesterday.time_zone = d.time_zone and b.received >= b.interval_count)`
}

/** One end device with what its last sessions brought; undefined if there is none with this serial number. */
export async function endDeviceBySerial(
  db: Kysely<Tables>,
  serial: string,
  now: number,
): Promise<EndDeviceDetail | undefined> {
  const row = await db
    .selectFrom('end_device as d')
    .innerJoin('collection as c', 'c.end_device_id', 'd.id')
    .select([
      ...deviceColumns,
      'd.system_title',
      'd.schedule_id',
      'd.event_profile',
      'c.profiles',
      'c.last_error_at',
      'd.commissioned_at',
    ])
    .where('d.serial', '=', serial)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const shares = await completenessOf(db, [row], now)
  const schedule = await scheduleById(db, row.schedule_id)
  const read = schedule?.profiles.find(obis => obis in row.profiles)
  return {
    ...endDeviceOf(row, shares.get(row.id)),
    systemTitle: row.system_title?.toString('hex') ?? null,
    timeZone: row.time_zone,
    eventProfile: eventProfileOf(row.event_profile),
    captureObjects: read === undefined ? [] : [...(row.profiles[read]?.columns ?? [])],
    schedule: schedule ?? null,
    lastErrorAt: row.last_error_at?.toISOString() ?? null,
    commissionedAt: row.commissioned_at?.toISOString() ?? null,
    registers: await latestRegisters(db, serial, now),
  }
}

/** Takes an end device and everything read from it out of the store; false if there is none. */
export async function removeEndDevice(db: Kysely<Tables>, serial: string): Promise<boolean> {
  return await db.transaction().execute(async tx => {
    const row = await tx
      .deleteFrom('end_device')
      .where('serial', '=', serial)
      .returning('id')
      .executeTakeFirst()
    if (row === undefined) return false
    // Shards may go below zero: only their sum means something.
    await sql`
      with removed as (
        delete from interval_block where end_device_id = ${row.id}
        returning day, reading_type_id, received, interval_seconds
      )
      insert into interval_tally as tally (day, reading_type_id, shard, blocks, intervals, seconds)
      select day, reading_type_id, 0, -count(*), -sum(received), -sum(received * interval_seconds)
      from removed group by day, reading_type_id
      on conflict (day, reading_type_id, shard) do update
      set blocks = tally.blocks + excluded.blocks,
          intervals = tally.intervals + excluded.intervals,
          seconds = tally.seconds + excluded.seconds`.execute(tx)
    await tx.deleteFrom('meter_reading').where('end_device_id', '=', row.id).execute()
    await tx.deleteFrom('end_device_event').where('end_device_id', '=', row.id).execute()
    for (const table of ['meter_data_due', 'meter_data_day', 'meter_data_version', 'meter_data_point']) {
      await sql`delete from ${sql.table(table)} where end_device_id = ${row.id}`.execute(tx)
    }
    return true
  })
}

/** Usage points by name. Throws CursorError. */
export async function listUsagePoints(
  db: Kysely<Tables>,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<UsagePoint>> {
  const named = db.selectFrom('end_device').where('usage_point', 'is not', null)
  const { total } = await named
    .select(sql<number>`count(distinct usage_point)`.as('total'))
    .executeTakeFirstOrThrow()
  let page = named
    .select([
      sql<string>`usage_point`.as('name'),
      sql<string>`min(time_zone)`.as('timeZone'),
      sql<string[]>`array_agg(serial order by serial)`.as('endDevices'),
    ])
    .groupBy('usage_point')
    .orderBy('usage_point')
    .limit(limit + 1)
  if (cursor !== undefined) page = page.where('usage_point', '>', String(decodeCursor(cursor, ['string'])[0]))
  return pageOf(
    await page.execute(),
    limit,
    total,
    row => [row.name],
    row => row,
  )
}

const deviceColumns = [
  'd.id',
  'd.serial',
  'd.usage_point',
  'd.model',
  'd.uri',
  'd.time_zone',
  stateOfDevice.as('state'),
  'c.clock_offset_seconds',
  'c.last_contact',
  heardByConcentrator.as('heard'),
  'c.last_error',
  'c.next_due',
] as const

interface DeviceRow {
  readonly id: number
  readonly serial: string
  readonly usage_point: string | null
  readonly model: string | null
  readonly uri: string
  readonly time_zone: string
  readonly state: EndDeviceState
  readonly clock_offset_seconds: number | null
  readonly last_contact: Date | null
  readonly heard: Date | null
  readonly last_error: string | null
  readonly next_due: Date | null
}

function endDeviceOf(row: DeviceRow, share: number | undefined): EndDevice {
  return {
    serial: row.serial,
    usagePoint: row.usage_point,
    state: row.state,
    model: row.model,
    uri: row.uri,
    clockOffsetSeconds: row.clock_offset_seconds,
    lastContact: later(row.last_contact, row.heard)?.toISOString() ?? null,
    lastError: row.last_error,
    completeness: row.last_contact === null ? null : (share ?? 0),
    nextDue: row.next_due?.toISOString() ?? null,
  }
}

function later(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b
  return a > b ? a : b
}

/** Share of active import stored for each device's own yesterday: devices may live in different zones. */
async function completenessOf(
  db: Kysely<Tables>,
  devices: readonly { id: number; time_zone: string }[],
  now: number,
): Promise<Map<number, number>> {
  if (devices.length === 0) return new Map()
  const days = devices.map(device => addDays(zone(device.time_zone).dateOf(secondsOf(now)), -1))
  const { rows } = await sql<{ end_device_id: number; share: number }>`
    select b.end_device_id, b.received::float8 / b.interval_count as share
    from unnest(${devices.map(device => device.id)}::bigint[], ${days}::date[]) as wanted (id, day)
    join reading_type t on t.obis = ${obisCodes.activeEnergyImport}
    join interval_block b on b.end_device_id = wanted.id and b.reading_type_id = t.id and b.day = wanted.day
  `.execute(db)
  return new Map(rows.map(row => [row.end_device_id, row.share]))
}
