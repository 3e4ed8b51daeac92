import { scaled, zone } from '@ferraris/cosem'
import { unpackIntervals, unpackQuality } from '@ferraris/meter-data/pack'
import { msPerDay, secondsOf } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { RegisterValue } from '../inventory/schemas.ts'
import type { Tables } from '../tables.ts'
import { localTime } from './local-time.ts'
import type { BlockQuery, MeterReadingQuery, StoredBlock, StoredReading } from './schemas.ts'

/** The interval blocks of a device's register, oldest day first; days that were never read have none. */
export async function intervalBlocks(db: Kysely<Tables>, query: BlockQuery): Promise<StoredBlock[]> {
  const { rows } = await sql<{
    start: Date
    time_zone: string
    interval_seconds: number
    interval_count: number
    increments: Buffer
    quality: Buffer
    unit: string
    scaler: number
  }>`
    select b.start, d.time_zone, b.interval_seconds, b.interval_count, b.increments, b.quality, t.unit, t.scaler
    from end_device d
    join reading_type t on t.obis = ${query.obis}
    join interval_block b on b.end_device_id = d.id and b.reading_type_id = t.id
    where d.serial = ${query.endDevice} and b.day between ${query.from}::date and ${query.to}::date
    order by b.day`.execute(db)
  return rows.map(row => ({
    endDevice: query.endDevice,
    obis: query.obis,
    start: localTime(secondsOf(row.start.getTime()), zone(row.time_zone)),
    intervalSeconds: row.interval_seconds,
    unit: row.unit,
    values: unpackIntervals(row.increments, row.interval_count).map(value =>
      value === null ? null : scaled(value, row.scaler),
    ),
    quality: unpackQuality(row.quality, row.interval_count),
  }))
}

/**
 * The latest reading of each register of a device, by OBIS. Registers not read for 40 days are left out; so is what a clock that was
 * ahead has stamped.
 */
export async function latestRegisters(
  db: Kysely<Tables>,
  serial: string,
  now: number,
): Promise<RegisterValue[]> {
  const latest = new Date(now + msPerDay)
  const { rows } = await sql<RegisterRow>`
    select distinct on (t.id) t.obis, t.name, t.unit, t.scaler, v.value, r.time, r.quality
    from end_device d
    cross join lateral (
      select max(time) - interval '40 days' as time from meter_reading
      where end_device_id = d.id and time <= ${latest}
    ) oldest
    join meter_reading r on r.end_device_id = d.id and r.time >= oldest.time and r.time <= ${latest}
    cross join lateral unnest(r.reading_type_ids, r.register_values) as v (type, value)
    join reading_type t on t.id = v.type
    where d.serial = ${serial}
    order by t.id, r.time desc`.execute(db)
  return rows.map(registerValueOf)
}

/** Register readings of a device within local days, oldest first. */
export async function meterReadings(db: Kysely<Tables>, query: MeterReadingQuery): Promise<StoredReading[]> {
  const { rows } = await sql<RegisterRow>`
    select t.obis, t.name, t.unit, t.scaler, v.value, r.time, r.quality
    from end_device d
    join meter_reading r on r.end_device_id = d.id
      and r.time >= (${query.from}::date)::timestamp at time zone d.time_zone
      and r.time < (${query.to}::date + 1)::timestamp at time zone d.time_zone
    cross join lateral unnest(r.reading_type_ids, r.register_values) as v (type, value)
    join reading_type t on t.id = v.type
    where d.serial = ${query.endDevice} and (${query.obis ?? null}::text is null or t.obis = ${query.obis ?? null})
    order by r.time, t.id`.execute(db)
  return rows.map(row => {
    const { name: _, ...reading } = registerValueOf(row)
    return { endDevice: query.endDevice, ...reading }
  })
}

interface RegisterRow {
  readonly obis: string
  readonly name: string
  readonly unit: string
  readonly scaler: number
  readonly value: number
  readonly time: Date
  readonly quality: number
}

function registerValueOf(row: RegisterRow): RegisterValue {
  return {
    obis: row.obis,
    name: row.name,
    value: scaled(row.value, row.scaler),
    unit: row.unit,
    time: row.time.toISOString(),
    quality: row.quality,
  }
}
