import { CopyRows } from '@ferraris/service'
import type { PoolClient } from 'pg'
import { announceMidnights } from '../meter-data/announce.ts'
import type { MeterReading } from './meter-reading.ts'
import type { ReadingTypes } from './reading-types.ts'

export interface DeviceReading {
  readonly endDeviceId: number
  readonly reading: MeterReading
}

/** Stores register readings within the caller's transaction; one that is there stays as it is. */
export async function storeMeterReadings(
  client: PoolClient,
  types: ReadingTypes,
  readings: readonly DeviceReading[],
): Promise<void> {
  const rows = new CopyRows()
  for (const { endDeviceId, reading } of readings) {
    if (reading.registers.length === 0) continue
    rows.row(6)
    rows.int8(endDeviceId)
    rows.timestamptz(reading.time)
    rows.text(reading.origin)
    rows.int2Array(reading.registers.map(({ obis }) => types.idOf(obis)))
    rows.int8Array(reading.registers.map(({ value }) => value))
    rows.int2(reading.quality)
  }
  if (rows.count === 0) return
  await client.query(`
    create temporary table if not exists staged_reading (
      end_device_id bigint, time timestamptz, origin text, reading_type_ids smallint[], register_values bigint[],
      quality smallint
    ) on commit delete rows`)
  await rows.copyInto(client, 'staged_reading')
  // Other systems that have subscribed to readings are told of the days.
  await client.query(`
    with stored as (
      insert into meter_reading (end_device_id, time, origin, reading_type_ids, register_values, quality)
      select end_device_id, time, origin, reading_type_ids, register_values, quality
      from staged_reading s where not exists (
        select from erased_days e join end_device d on d.id = e.end_device_id
        cross join lateral (select s.time at time zone d.time_zone as local) l
        where e.end_device_id = s.end_device_id and l.local >= e.from_day and l.local < e.to_day + 1
          and l.local <> date_trunc('month', l.local))
      on conflict (end_device_id, time, origin) do nothing returning end_device_id, time
    ), to_judge as (${announceMidnights})
    insert into integration_new_reading (end_device_id, day)
    select distinct end_device_id, (time at time zone 'UTC')::date from stored
    where exists (select from integration_destination where 'MeterReadings' = any(nouns))
    order by 1, 2 on conflict do nothing`)
}
