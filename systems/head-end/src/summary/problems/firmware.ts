import { msPerDay } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Found } from './found.ts'

/** Longer than a roll-back may wait for its meter, and another order has taken its place by then. */
const shownMs = 120 * msPerDay

/** Meters that were not heard after an activation, until firmware was brought to them since. */
export async function firmwareStayedAway(db: Kysely<Tables>, now: number): Promise<Found[]> {
  const { rows } = await sql<{ count: number; since: Date | null; serial: string | null }>`
    select count(*) as count, min(w.ended_at) as since, min(d.serial) as serial
    from firmware_watch w join end_device_control c on c.id = w.control_id
      join end_device d on d.id = c.end_device_id
    where w.state = 'stayed-away' and w.ended_at > ${new Date(now - shownMs)}
      and not exists (select from end_device_control later
        where later.end_device_id = c.end_device_id and later.kind = 'firmware'
          and later.ordinal > c.ordinal and later.state in ('done', 'verified'))`.execute(db)
  return rows.flatMap(({ count, since, serial }) =>
    since === null
      ? []
      : {
          kind: 'firmware-stayed-away',
          severity: 'critical',
          concentrator: null,
          endDevice: serial,
          count,
          since,
        },
  )
}
