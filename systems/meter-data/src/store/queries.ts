import type { Pool } from 'pg'
import type { DeviceDay } from '../source.ts'
import { type StoredVersion, type VersionRow, versionColumns, versionOf } from './day-version.ts'

/** The versions in force of all channels of some days. */
export async function currentDays(pool: Pool, days: readonly DeviceDay[]): Promise<StoredVersion[]> {
  const { rows } = await pool.query<VersionRow>(
    `select ${versionColumns} from unnest($1::bigint[], $2::date[]) as g (end_device_id, day)
     join meter_data_day using (end_device_id, day)`,
    [days.map(({ endDeviceId }) => endDeviceId), days.map(({ day }) => day)],
  )
  return rows.map(versionOf)
}

/** A channel of a meter that has a judged day. */
export interface ChannelDay extends DeviceDay {
  readonly readingTypeId: number
}

/** Which channels have been judged on some days: their keys alone, from the index. */
export async function channelsOn(pool: Pool, days: readonly DeviceDay[]): Promise<ChannelDay[]> {
  const { rows } = await pool.query<{ end_device_id: number; reading_type_id: number; day: string }>(
    `select end_device_id, reading_type_id, day from unnest($1::bigint[], $2::date[]) as g (end_device_id, day)
     join meter_data_day using (end_device_id, day)`,
    [days.map(({ endDeviceId }) => endDeviceId), days.map(({ day }) => day)],
  )
  return rows.map(({ end_device_id, reading_type_id, day }) => ({
    endDeviceId: end_device_id,
    readingTypeId: reading_type_id,
    day,
  }))
}

/** The versions in force of a channel between two days, oldest first. */
export async function daysBetween(
  pool: Pool,
  endDeviceId: number,
  readingTypeId: number,
  from: string,
  to: string,
): Promise<StoredVersion[]> {
  const { rows } = await pool.query<VersionRow>(
    `select ${versionColumns} from meter_data_day
     where end_device_id = $1 and reading_type_id = $2 and day between $3 and $4 order by day`,
    [endDeviceId, readingTypeId, from, to],
  )
  return rows.map(versionOf)
}

/** Every version of a day, the newest first. */
export async function versionsOf(
  pool: Pool,
  endDeviceId: number,
  readingTypeId: number,
  day: string,
): Promise<StoredVersion[]> {
  const { rows } = await pool.query<VersionRow>(
    `select ${versionColumns} from meter_data_day
     where end_device_id = $1 and reading_type_id = $2 and day = $3
     union all
     select ${versionColumns} from meter_data_version
     where end_device_id = $1 and reading_type_id = $2 and day = $3 order by version desc`,
    [endDeviceId, readingTypeId, day],
  )
  return rows.map(versionOf)
}

/** Versions in force that were made after a change, in their order: a day that changed twice comes once, with what is in force. */
export async function changedSince(pool: Pool, change: number, limit: number): Promise<StoredVersion[]> {
  const { rows } = await pool.query<VersionRow>(
    `select ${versionColumns} from meter_data_day where change > $1 order by change limit $2`,
    [change, limit],
  )
  return rows.map(versionOf)
}
