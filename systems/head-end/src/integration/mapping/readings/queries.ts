import { unpackIntervals, unpackQuality } from '@ferraris/meter-data/pack'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../../tables.ts'
import type { Block, Register } from './meter-readings-out.ts'

interface BlockRow {
  readonly serial: string
  readonly usage_point: string | null
  readonly obis: string
  readonly scaler: number
  readonly start: Date
  readonly interval_seconds: number
  readonly interval_count: number
  readonly increments: Buffer
  readonly quality: Buffer
}

function blockOf(row: BlockRow): Block {
  return {
    serial: row.serial,
    usagePoint: row.usage_point,
    obis: row.obis,
    scaler: row.scaler,
    start: row.start.getTime(),
    intervalSeconds: row.interval_seconds,
    values: unpackIntervals(row.increments, row.interval_count),
    quality: unpackQuality(row.quality, row.interval_count),
  }
}

const blockColumns = sql`d.serial, d.usage_point, t.obis, t.scaler, b.start, b.interval_seconds, b.interval_count,
  b.increments, b.quality`

/** The blocks of some days, by device and day. */
export async function blocksOfDays(
  db: Kysely<Tables>,
  days: readonly { readonly end_device_id: number; readonly day: string }[],
): Promise<Block[]> {
  const { rows } = await sql<BlockRow>`
    select ${blockColumns}
    from unnest(${days.map(one => one.end_device_id)}::bigint[], ${days.map(({ day }) => day)}::date[]) as g (id, day)
    join interval_block b on b.end_device_id = g.id and b.day = g.day
    join end_device d on d.id = b.end_device_id join reading_type t on t.id = b.reading_type_id
    order by d.serial, b.day, t.obis`.execute(db)
  return rows.map(blockOf)
}

/** The registers read on some days, by device and UTC day of the reading. */
export async function registersOfDays(
  db: Kysely<Tables>,
  days: readonly { readonly end_device_id: number; readonly day: string }[],
): Promise<Register[]> {
  const { rows } = await sql<RegisterRow>`
    select ${registerColumns}
    from unnest(${days.map(one => one.end_device_id)}::bigint[], ${days.map(({ day }) => day)}::date[]) as g (id, day)
    join end_device d on d.id = g.id
    join meter_reading r on r.end_device_id = g.id
      and r.time >= g.day::timestamp at time zone 'UTC' and r.time < (g.day + 1)::timestamp at time zone 'UTC'
    ${eachRegister}
    order by d.serial, r.time, t.obis`.execute(db)
  return rows.map(registerOf)
}

interface RegisterRow {
  readonly serial: string
  readonly usage_point: string | null
  readonly obis: string
  readonly scaler: number
  readonly time: Date
  readonly value: number
  readonly quality: number
}

function registerOf({ usage_point: usagePoint, time, ...row }: RegisterRow): Register {
  return { ...row, usagePoint, time: time.getTime() }
}

const registerColumns = sql`d.serial, d.usage_point, t.obis, t.scaler, r.time, v.value, r.quality`
const eachRegister = sql`
  cross join lateral unnest(r.reading_type_ids, r.register_values) as v (type, value)
  join reading_type t on t.id = v.type`

/** What is wanted of which meters, and when. */
export interface Wanted {
  readonly serials: readonly string[]
  /** Empty: all quantities. */
  readonly obis: readonly string[]
  readonly from: number
  readonly to: number
}

/** Blocks of days that touch a span of time, and registers read in it; at most `most` blocks and as many registers. */
export async function readingsOfSpan(
  db: Kysely<Tables>,
  { serials, obis, from, to }: Wanted,
  most: number,
): Promise<{ blocks: Block[]; registers: Register[] }> {
  const isWanted = sql`d.serial = any(${serials}::text[]) and (${obis.length === 0} or t.obis = any(${obis}::text[]))`
  const span = { from: new Date(from), to: new Date(to) }
  const blocks = await sql<BlockRow>`
    select ${blockColumns}
    from end_device d join interval_block b on b.end_device_id = d.id
      and b.day between (${span.from}::timestamptz at time zone d.time_zone)::date
        and (${span.to}::timestamptz at time zone d.time_zone)::date
    join reading_type t on t.id = b.reading_type_id
    where ${isWanted} order by d.serial, b.day, t.obis limit ${most}`.execute(db)
  const registers = await sql<RegisterRow>`
    select ${registerColumns}
    from end_device d join meter_reading r on r.end_device_id = d.id and r.time between ${span.from} and ${span.to}
    ${eachRegister}
    where ${isWanted} order by d.serial, r.time, t.obis limit ${most}`.execute(db)
  return { blocks: blocks.rows.map(blockOf), registers: registers.rows.map(registerOf) }
}
