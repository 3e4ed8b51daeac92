import { msPerMinute } from '@ferraris/metering'
import type { Job } from '@ferraris/uplink'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { ControlPriority } from '../record/priorities.ts'
import { jobIdOf } from './job-id.ts'

/** Time for a job and its report to cross the network before it is sent again. */
const sentAgainAfterMs = msPerMinute

/** Jobs that a concentrator is told at once: a bound of interface G2. */
const mostPerMessage = 500

/**
 * Jobs that these concentrators have not confirmed, by concentrator, marked as sent before they are: one that was cancelled in between is
 * not among them. Those sent within the last minute only when `all` are wanted. One statement for all of them: an activity may have
 * released orders at hundreds of concentrators.
 */
export async function takeUnconfirmedJobs(
  db: Kysely<Tables>,
  concentrators: readonly string[],
  now: number,
  all: boolean,
): Promise<Map<string, Job[]>> {
  const at = new Date(now)
  const { rows } = await sql<UnconfirmedRow>`
    with waiting as (
      select o.id, o.aca from unnest(${concentrators}::text[]) as told (concentrator) cross join lateral (
        select c.id, m.aca from end_device_control c left join line_meter m on m.end_device_id = c.end_device_id
        where c.concentrator = told.concentrator and c.way = 'job' and c.released
          and c.state in ('queued', 'sent') and not c.settled
          and c.expires_at > ${at} and c.cancel_requested_at is null
          and (c.end_device_id is null or m.concentrator = c.concentrator)
          and (${all} or c.sent_at is null or c.sent_at <= ${new Date(now - sentAgainAfterMs)})
        order by c.rank, c.ordinal limit ${mostPerMessage} for update of c) o)
    update end_device_control c set state = 'sent', sent_at = ${at}, changed_at = ${at}
    from waiting where c.id = waiting.id
    returning c.concentrator, c.id, c.rank, c.ordinal, c.route, c.priority, c.not_before, c.expires_at, c.kind,
      c.parameters, waiting.aca`.execute(db)
  const inTurn = rows.toSorted((a, b) => a.rank - b.rank || Number(a.ordinal) - Number(b.ordinal))
  const byConcentrator = Map.groupBy(inTurn, row => row.concentrator)
  return new Map([...byConcentrator].map(([concentrator, its]) => [concentrator, its.map(jobOf)]))
}

function jobOf(row: UnconfirmedRow): Job {
  return {
    id: jobIdOf(row.id, row.route),
    priority: row.priority === 'low' ? 'normal' : row.priority,
    ...(row.not_before !== null && { notBefore: row.not_before.getTime() }),
    expires: row.expires_at.getTime(),
    task: { kind: row.kind, ...(row.aca !== null && { aca: row.aca }), ...row.parameters } as Job['task'],
  }
}

interface UnconfirmedRow {
  readonly concentrator: string
  readonly id: string
  readonly rank: number
  readonly ordinal: number
  readonly route: number
  readonly priority: ControlPriority
  readonly not_before: Date | null
  readonly expires_at: Date
  readonly kind: string
  readonly parameters: object
  readonly aca: string | null
}

/** Gives up jobs past their time, after a quarter of an hour more without a report of the concentrator. */
export async function expireJobs(db: Kysely<Tables>, now: number): Promise<void> {
  await db
    .updateTable('end_device_control')
    .set({
      state: 'expired',
      cause: 'unreported',
      detail: 'its time is over, and the concentrator has not reported its end',
      changed_at: new Date(now),
    })
    .where('way', '=', 'job')
    .where('settled', '=', false)
    .where('state', '<>', 'expired')
    // The lines of an activity that wait for their release expire with it.
    .where(sql<boolean>`(released or activity is null)`)
    .where('expires_at', '<', new Date(now - 15 * msPerMinute))
    .execute()
}
