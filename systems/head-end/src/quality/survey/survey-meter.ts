import { eventProfiles, msPerDay, msPerHour, secondsOf } from '@ferraris/metering'
import { type QueryContext, transaction } from '@ferraris/service'
import type { Pool } from 'pg'
import { eventProfileOf } from '../../events/event-kind.ts'
import type { OnDemandReader } from '../../on-demand/reader.ts'
import type { Tables } from '../../tables.ts'
import { keepSurvey } from './keep.ts'
import { takeSurvey } from './survey.ts'

export interface SurveyParts extends QueryContext<Tables> {
  readonly pool: Pool
  readonly onDemand: OnDemandReader
}

/** A first survey reads so far back; further ones go on, with a little overlap. */
const firstDays = 8
const overlapMs = msPerHour
const leaseSeconds = 300

/** Reads one meter's quality of supply and keeps it. Null where there is none of this serial number. Throws SessionFailure, DeviceBusy. */
export async function surveyMeter(
  { db, pool, now, onDemand }: SurveyParts,
  serial: string,
): Promise<true | null> {
  const device = await db
    .selectFrom('end_device as d')
    .leftJoin('quality_survey as s', 's.end_device_id', 'd.id')
    .select(['d.id', 'd.time_zone', 'd.event_profile', 's.surveyed_at'])
    .where('d.serial', '=', serial)
    .executeTakeFirst()
  if (device === undefined) return null
  const at = now()
  const since =
    device.surveyed_at === null ? at - firstDays * msPerDay : device.surveyed_at.getTime() - overlapMs
  const done = await onDemand.withMeter(
    serial,
    async (source, { timeZone }, quirks) => ({
      result: await takeSurvey(source, {
        quirks,
        timeZone,
        profile: eventProfiles[eventProfileOf(device.event_profile)],
        from: secondsOf(Math.max(since, at - 40 * msPerDay)),
      }),
    }),
    leaseSeconds,
  )
  if (done === null) return null
  const kept = { endDevice: device.id, timeZone: device.time_zone, now: at }
  await transaction(pool, async client => {
    await keepSurvey(client, done.result, kept)
    await client.query(
      `insert into quality_survey (end_device_id, surveyed_at, outcome) values ($1, $2, 'done')
       on conflict (end_device_id) do update set surveyed_at = excluded.surveyed_at, outcome = 'done', detail = null`,
      [device.id, new Date(at)],
    )
  })
  return true
}
