import { zone } from '@ferraris/cosem'
import { secondsOf } from '@ferraris/metering'
import type { PoolClient } from 'pg'
import { confirmInterruptions } from '../../alarms/outages/confirm.ts'
import type { Survey } from './survey.ts'

interface Kept {
  readonly endDevice: number
  readonly timeZone: string
  /** Epoch milliseconds. */
  readonly now: number
}

/** Stores a survey within the caller's transaction; the same rows again change nothing. */
export async function keepSurvey(
  client: PoolClient,
  { values, dips, interruptions, voltages }: Survey,
  { endDevice, timeZone, now }: Kept,
): Promise<void> {
  const json = (rows: readonly object[]) => JSON.stringify(rows)
  const iso = (at: number) => new Date(at).toISOString()
  await client.query(
    `insert into quality_dip (end_device_id, at, phase, kind, volts, seconds)
     select $1, at, phase, kind, volts, seconds from jsonb_to_recordset($2::jsonb)
       as g (at timestamptz, phase smallint, kind text, volts real, seconds real)
     on conflict do nothing`,
    [endDevice, json(dips.map(dip => ({ ...dip, at: iso(dip.at) })))],
  )
  await client.query(
    `insert into quality_interruption (end_device_id, ended_at, seconds)
     select $1, at, seconds from jsonb_to_recordset($2::jsonb) as g (at timestamptz, seconds integer)
     on conflict do nothing`,
    [endDevice, json(interruptions.map(({ endedAt, seconds }) => ({ at: iso(endedAt), seconds })))],
  )
  await client.query(
    `insert into quality_value (end_device_id, obis, day, value, unit)
     select $1, obis, $3, value, unit from jsonb_to_recordset($2::jsonb) as g (obis text, value float8, unit text)
     on conflict (end_device_id, obis, day) do update set value = excluded.value, unit = excluded.unit`,
    [endDevice, json(values), zone(timeZone).dateOf(secondsOf(now))],
  )
  await client.query(
    // A day adds up what is new alone; an interval is named by its end.
    `with fresh as (
       insert into quality_voltage (end_device_id, at, phase, least, mean, most)
       select $1, at, phase, min(volts) filter (where kind = 'least'), min(volts) filter (where kind = 'mean'),
         max(volts) filter (where kind = 'most')
       from jsonb_to_recordset($2::jsonb) as g (at timestamptz, phase smallint, kind text, volts real)
       group by at, phase on conflict do nothing
       returning at, phase, least, mean, most
     )
     insert into quality_voltage_day as d (end_device_id, day, phase, least, most, mean_sum, means)
     select $1, ((at - interval '1 second') at time zone $3)::date, phase, min(coalesce(least, mean)),
       max(coalesce(most, mean)), coalesce(sum(mean::float8), 0), count(mean)
     from fresh group by 2, 3
     on conflict (end_device_id, day, phase) do update set least = least(d.least, excluded.least),
       most = greatest(d.most, excluded.most), mean_sum = d.mean_sum + excluded.mean_sum,
       means = d.means + excluded.means`,
    [endDevice, json(voltages.map(({ of, at, ...rest }) => ({ ...rest, kind: of, at: iso(at) }))), timeZone],
  )
  await confirmInterruptions(
    client,
    interruptions.map(({ endedAt, seconds }) => ({
      endDeviceId: endDevice,
      began: endedAt - 1000 * seconds,
      ended: endedAt,
    })),
    now,
  )
}
