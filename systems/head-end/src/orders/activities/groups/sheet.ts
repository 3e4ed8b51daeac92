import { scaled } from '@ferraris/cosem'
import { invalidParameter } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../../tables.ts'
import type { ReadingSheet, SheetQuery } from './schemas.ts'
import { sharesOf } from './shares.ts'

/** Meters on a sheet: those of a building or a street. */
export const mostOnSheet = 1000

interface Row {
  readonly serial: string
  readonly usage_point: string | null
  readonly unit: string | null
  readonly scaler: number | null
  readonly value: number | null
  readonly before: number | null
}

/**
 * What the meters of a group showed at one instant, and the share of each in the sum; with `since`, of what was counted between two
 * instants. Only values of exactly that instant stand there. Throws Problem.
 */
export async function readingSheet(
  db: Kysely<Tables>,
  group: string,
  { time, since, obis }: SheetQuery,
  now: number,
): Promise<ReadingSheet> {
  const at = new Date(time)
  if (at.getTime() > now) throw invalidParameter('time', 'must be in the past')
  if (since !== undefined && Date.parse(since) >= at.getTime())
    throw invalidParameter('since', `must be before time (${time})`)
  const valueAt = (instant: Date | null) => sql`(
    select r.register_values[array_position(r.reading_type_ids, t.id)] from meter_reading r
    where r.end_device_id = d.id and r.time = ${instant}::timestamptz and t.id = any(r.reading_type_ids)
    order by r.quality, r.origin limit 1)`
  const { rows } = await sql<Row>`
    select d.serial, d.usage_point, t.unit, t.scaler, ${valueAt(at)} as value,
      ${valueAt(since === undefined ? null : new Date(since))} as before
    from end_device_group_member m join end_device d on d.id = m.end_device_id
      left join reading_type t on t.obis = ${obis}
    where m.group_name = ${group} order by d.serial limit ${mostOnSheet + 1}`.execute(db)
  if (rows.length > mostOnSheet)
    throw invalidParameter(
      'name',
      `the group has more than ${mostOnSheet} meters; a sheet is for a building or a street`,
    )
  const counted = rows.map(({ value, before }) => {
    if (value === null || (since !== undefined && before === null)) return null
    return value - (before ?? 0)
  })
  const shares = sharesOf(counted)
  const scale = (value: number | null, { scaler }: Row) =>
    value === null ? null : scaled(value, scaler ?? 0)
  return {
    group,
    time: at.toISOString(),
    since: since === undefined ? null : new Date(since).toISOString(),
    obis,
    unit: rows.find(({ unit }) => unit !== null)?.unit ?? null,
    missing: counted.filter(value => value === null).length,
    sum:
      shares === undefined
        ? null
        : scale(
            counted.reduce((sum: number, one) => sum + (one ?? 0), 0),
            rows[0] as Row,
          ),
    rows: rows.map((row, i) => ({
      endDevice: row.serial,
      usagePoint: row.usage_point,
      value: scale(row.value, row),
      before: scale(row.before, row),
      counted: scale(counted[i] ?? null, row),
      share: shares?.[i] ?? null,
    })),
  }
}
