import { profileKind } from '@ferraris/client'
import { addDays, type LocalDate, zone } from '@ferraris/cosem'
import { secondsOf } from '@ferraris/metering'
import type { Pool } from 'pg'
import type { MeterReadSchedule } from '../../schedules/schemas.ts'
import { openFrom } from '../reading/reading-plan.ts'
import type { Lease } from './lease.ts'

/** What decides of a lease. */
type Asked = Pick<Lease, 'endDeviceId' | 'scheduleId' | 'timeZone' | 'profiles' | 'readUntil'>

/** Days up to which reading again costs less than asking the store first. */
const fewDays = 3

/**
 * For leased devices with a longer history to read: the local days of it that are stored complete already, or that were
 * deleted on demand, so that
 * gaps are completed and nothing is read twice. Devices that are up to date are not looked up.
 */
export async function completeDays(
  pool: Pool,
  leases: readonly Asked[],
  schedules: ReadonlyMap<number, MeterReadSchedule>,
  now: number,
): Promise<ReadonlyMap<number, ReadonlySet<LocalDate>>> {
  const asked = leases.flatMap(lease => {
    const schedule = schedules.get(lease.scheduleId)
    const from = schedule === undefined ? undefined : oldestOpenDay(lease, schedule, now)
    return from === undefined ? [] : [{ id: lease.endDeviceId, from }]
  })
  if (asked.length === 0) return new Map()
  const { rows } = await pool.query<{ end_device_id: number; days: LocalDate[] }>(
    `select end_device_id, array_agg(day) as days
     from (
       select b.end_device_id, b.day
       from unnest($1::bigint[], $2::date[]) as asked (id, first)
       join interval_block b on b.end_device_id = asked.id and b.day >= asked.first
       group by b.end_device_id, b.day
       having bool_and(b.received = b.interval_count)
       union
       select e.end_device_id, day::date
       from unnest($1::bigint[], $2::date[]) as asked (id, first)
       join erased_days e on e.end_device_id = asked.id
       cross join generate_series(greatest(e.from_day, asked.first), e.to_day, interval '1 day') as day
     ) complete
     group by end_device_id`,
    [asked.map(({ id }) => id), asked.map(({ from }) => from)],
  )
  return new Map(rows.map(row => [row.end_device_id, new Set(row.days)]))
}

/** The first day that a device's interval profiles are open from; undefined when that is but a few days ago. */
function oldestOpenDay(lease: Asked, schedule: MeterReadSchedule, now: number): LocalDate | undefined {
  const local = zone(lease.timeZone)
  const recent = addDays(local.dateOf(secondsOf(now)), -fewDays)
  return schedule.profiles
    .filter(profile => {
      const facts = lease.profiles[profile]
      return facts === undefined || profileKind(facts) === 'intervals'
    })
    .map(profile => {
      const history = { readUntil: lease.readUntil[profile], historyDays: schedule.historyDays }
      return local.dateOf(openFrom(history, local, secondsOf(now)))
    })
    .filter(day => day < recent)
    .sort()[0]
}
