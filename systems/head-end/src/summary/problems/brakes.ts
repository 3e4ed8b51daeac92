import { msPerDay } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Found } from './found.ts'

/** Orders and activities that wait for a second person. */
export async function approvalsWaiting(db: Kysely<Tables>): Promise<Found[]> {
  const { rows } = await sql<{ count: number; since: Date | null; serial: string | null }>`
    select count(*) as count, min(a.requested_at) as since, min(d.serial) as serial
    from approval a left join end_device_control c on c.id = a.control_id
      left join end_device d on d.id = c.end_device_id
    where a.state = 'waiting' and (a.control_id is null or not c.settled and c.state <> 'expired')`.execute(
    db,
  )
  return rows.flatMap(({ count, since, serial }) =>
    since === null
      ? []
      : { kind: 'approvals-waiting', severity: 'minor', concentrator: null, endDevice: serial, count, since },
  )
}

/** Meters that do not show the day after what they were configured to, and were not configured again since. */
export async function configurationsDiffer(db: Kysely<Tables>, now: number): Promise<Found[]> {
  const { rows } = await sql<{ count: number; since: Date | null; serial: string | null }>`
    select count(*) as count, min(k.checked_at) as since, min(d.serial) as serial
    from configuration_check k join end_device d on d.id = k.end_device_id
    where k.state = 'differs' and k.checked_at > ${new Date(now - 7 * msPerDay)}
      and not exists (select from configuration_check later
        where later.end_device_id = k.end_device_id and later.configured_at > k.configured_at)`.execute(db)
  return rows.flatMap(({ count, since, serial }) =>
    since === null
      ? []
      : {
          kind: 'configurations-differ',
          severity: 'major',
          concentrator: null,
          endDevice: serial,
          count,
          since,
        },
  )
}

/** Protected customers whose supply was to be switched off within the last day. */
export async function protectedAttempts(db: Kysely<Tables>, now: number): Promise<Found[]> {
  const { rows } = await sql<{ count: number; since: Date | null; serial: string | null }>`
    select count(*) as count, min(p.attempted_at) as since, min(d.serial) as serial
    from protected_customer p left join end_device d on d.id = p.end_device_id
    where p.attempted_at > ${new Date(now - msPerDay)}`.execute(db)
  return rows.flatMap(({ count, since, serial }) =>
    since === null
      ? []
      : {
          kind: 'protected-attempts',
          severity: 'major',
          concentrator: null,
          endDevice: serial,
          count,
          since,
        },
  )
}
