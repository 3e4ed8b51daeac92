import { msPerMinute } from '@ferraris/metering'
import { transaction } from '@ferraris/service'
import type { Pool } from 'pg'
import { jobIdInSql, jobIdOf } from '../by-job/job-id.ts'
import { withdraw } from '../by-job/reports.ts'

/** Time for a message and its report to cross the network before it is sent again. */
const toldAgainAfterMs = msPerMinute
/** Ids a message: a bound of interface G2. */
const mostIds = 500

/**
 * Cancels a control. One that was never sent is over at once; else its concentrator is to say what has become of it.
 * `over` where its end is known already. Cancelling again changes nothing.
 */
export async function cancelControl(
  pool: Pool,
  id: string,
  by: string,
  now: number,
): Promise<'cancelled' | 'requested' | 'over' | 'unknown'> {
  return await transaction(pool, async client => {
    const { rows } = await client.query<{
      concentrator: string
      route: number
      state: string
      settled: boolean
      sent: boolean
    }>(
      `select concentrator, route, state, settled, sent_at is not null as sent from end_device_control
       where id = $1 for update`,
      [id],
    )
    const [control] = rows
    if (control === undefined) return 'unknown'
    if (control.state === 'cancelled') return 'cancelled'
    if (control.settled || control.state === 'expired') return 'over'
    await client.query(
      `update end_device_control
       set cancel_requested_at = coalesce(cancel_requested_at, $2),
           cancel_requested_by = coalesce(cancel_requested_by, $3), changed_at = $2,
           state = case when sent_at is null then 'cancelled' else state end, settled = sent_at is null
       where id = $1`,
      [id, new Date(now), by],
    )
    if (!control.sent) return 'cancelled'
    await withdraw(client, control.concentrator, jobIdOf(id, control.route), id)
    return 'requested'
  })
}

/** The jobs that a concentrator is to be told to leave, marked as told; those told within the last minute only with `all`. */
export async function takeWithdrawals(
  pool: Pool,
  concentrator: string,
  now: number,
  all: boolean,
): Promise<string[]> {
  const { rows } = await pool.query<{ job_id: string }>(
    `update end_device_control_withdrawal set told_at = $2
     where (concentrator, job_id) in (
       select concentrator, job_id from end_device_control_withdrawal
       where concentrator = $1 and ($4 or told_at is null or told_at <= $3)
       order by job_id limit ${mostIds})
     returning job_id`,
    [concentrator, new Date(now), new Date(now - toldAgainAfterMs), all],
  )
  return rows.map(row => row.job_id)
}

/** Concentrators that can be told now to leave jobs. */
export async function withWithdrawals(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select distinct c.id from end_device_control_withdrawal w join concentrator c on c.id = w.concentrator
     where c.state = 'online'`,
  )
  return rows.map(({ id }) => id)
}

/**
 * Gives open controls to the concentrators that serve their meters now, and withdraws them where they were before.
 * Returns the concentrators that have new ones.
 */
export async function rerouteControls(pool: Pool, now: number): Promise<string[]> {
  const { rows } = await pool.query<{ concentrator: string }>(
    `with moved as (
       select c.id, c.concentrator as before, c.route, c.sent_at, m.concentrator as after
       from end_device_control c join line_meter m on m.end_device_id = c.end_device_id
       where not c.settled and c.state <> 'expired' and c.cancel_requested_at is null
         and m.concentrator is not null and m.concentrator <> c.concentrator
       for update of c skip locked
     ), withdrawn as (
       insert into end_device_control_withdrawal (concentrator, job_id, control_id)
       select before, ${jobIdInSql}, id from moved where sent_at is not null
       on conflict do nothing
     )
     update end_device_control c
     set concentrator = after, route = c.route + 1, state = 'queued', sent_at = null, changed_at = $1,
         detail = 'its meter went from ' || before || ' to ' || after
     from moved where c.id = moved.id
     returning c.concentrator`,
    [new Date(now)],
  )
  return [...new Set(rows.map(({ concentrator }) => concentrator))]
}

/** Forgets withdrawals whose jobs are too old to be begun by anyone. */
export async function forgetWithdrawals(pool: Pool, now: number): Promise<void> {
  await pool.query(
    `delete from end_device_control_withdrawal w using end_device_control c
     where c.id = w.control_id and c.expires_at < $1`,
    [new Date(now)],
  )
}
