import { transaction } from '@ferraris/service'
import type { Pool } from 'pg'
import { jobIdOf } from '../by-job/job-id.ts'
import { withdraw } from '../by-job/reports.ts'
import { perhapsDone } from './causes.ts'
import type { ControlState, Way } from './states.ts'

interface Cancellable {
  readonly way: Way
  readonly concentrator: string | null
  readonly route: number
  readonly state: ControlState
  readonly settled: boolean
  readonly sent: boolean
  readonly leased: boolean
}

/**
 * Cancels a control. One that is not under way is over at once; else its concentrator, or the session that has it, is to say what
 * has become of it. `over` where its end is known already. Cancelling again changes nothing.
 */
export async function cancelControl(
  pool: Pool,
  id: string,
  by: string,
  now: number,
): Promise<'cancelled' | 'requested' | 'over' | 'unknown'> {
  return await transaction(pool, async client => {
    const { rows } = await client.query<Cancellable>(
      `select way, concentrator, route, state, settled, sent_at is not null as sent,
         coalesce(lease_until > $2, false) as leased
       from end_device_control where id = $1 for update`,
      [id, new Date(now)],
    )
    const [control] = rows
    if (control === undefined) return 'unknown'
    if (control.state === 'cancelled') return 'cancelled'
    if (control.settled || control.state === 'expired') return 'over'
    const isUnderWay = control.way === 'job' ? control.sent : control.leased
    await client.query(
      `update end_device_control
       set cancel_requested_at = coalesce(cancel_requested_at, $2),
           cancel_requested_by = coalesce(cancel_requested_by, $3), changed_at = $2,
           state = case when $4 then state else 'cancelled' end, settled = not $4,
           cause = case when $4 then cause else 'cancelled' end,
           detail = case when not $4 and way = 'session' and state = 'running' then $5 else detail end
       where id = $1`,
      [id, new Date(now), by, isUnderWay, perhapsDone],
    )
    if (!isUnderWay) return 'cancelled'
    if (control.way === 'job' && control.concentrator !== null)
      await withdraw(client, control.concentrator, jobIdOf(id, control.route), id)
    return 'requested'
  })
}
