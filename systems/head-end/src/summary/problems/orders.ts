import { msPerDay, msPerMinute } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Found } from './found.ts'

/** An order that went wrong is of interest for so long, unless it was given again. */
const failureShownMs = msPerDay
/** A concentrator confirms an order within seconds, and a meter answers within minutes. */
const confirmedWithinMs = 5 * msPerMinute
const doneWithinMs = 30 * msPerMinute

interface Orders {
  readonly concentrator: string | null
  readonly count: number
  readonly since: Date
  readonly serial: string | null
}

const isLaterOfKind = sql`later.ordinal > o.ordinal and later.kind = o.kind`

/** Orders of the last day that went wrong, by concentrator; one that was given again is judged by the later one. */
export async function ordersFailed(db: Kysely<Tables>, now: number): Promise<Found[]> {
  const { rows } = await sql<Orders>`
    select o.concentrator, count(*) as count, min(o.changed_at) as since, min(d.serial) as serial
    from end_device_control o left join end_device d on d.id = o.end_device_id
    where o.state in ('refused', 'failed', 'expired') and o.changed_at > ${new Date(now - failureShownMs)}
      and case when o.end_device_id is null
        then not exists (
          select from end_device_control later
          where later.concentrator = o.concentrator and later.end_device_id is null and ${isLaterOfKind})
        else not exists (
          select from end_device_control later where later.end_device_id = o.end_device_id and ${isLaterOfKind})
      end
    group by o.concentrator`.execute(db)
  return rows.map(row => foundOf('orders-failed', row))
}

/** Orders that no concentrator confirms, or that it or no session brings to an end, by concentrator. Images take days. */
export async function ordersStuck(db: Kysely<Tables>, now: number): Promise<Found[]> {
  const began = sql`coalesce(o.not_before, o.created_at)`
  const { rows } = await sql<Orders>`
    select o.concentrator, count(*) as count, min(${began}) as since, min(d.serial) as serial
    from end_device_control o left join end_device d on d.id = o.end_device_id
    where not o.settled and o.released and (
      o.way = 'job' and o.state in ('queued', 'sent') and ${began} < ${new Date(now - confirmedWithinMs)}
      or o.way = 'session' and ${began} < ${new Date(now - doneWithinMs)}
      or o.way = 'job' and o.state in ('accepted', 'running') and o.kind <> 'firmware'
        and ${began} < ${new Date(now - doneWithinMs)})
    group by o.concentrator`.execute(db)
  return rows.map(row => foundOf('orders-stuck', row))
}

function foundOf(kind: 'orders-failed' | 'orders-stuck', { serial, ...found }: Orders): Found {
  return { ...found, kind, severity: 'major', endDevice: serial }
}
