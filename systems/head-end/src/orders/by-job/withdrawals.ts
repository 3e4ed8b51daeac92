import { msPerMinute } from '@ferraris/metering'
import type { Pool } from 'pg'
import { jobIdInSql } from './job-id.ts'

/** Time for a message and its report to cross the network before it is sent again. */
const toldAgainAfterMs = msPerMinute
/** Ids a message: a bound of interface G2. */
const mostIds = 500

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
       where c.way = 'job' and not c.settled and c.state <> 'expired' and c.cancel_requested_at is null
         and m.concentrator is not null and m.concentrator <> c.concentrator
       for update of c skip locked
     ), withdrawn as (
       insert into end_device_control_withdrawal (concentrator, job_id, control_id)
       select before, ${jobIdInSql}, id from moved where sent_at is not null
       on conflict do nothing
     )
     update end_device_control c
     set concentrator = after, via = case c.via when before then after else c.via end, route = c.route + 1, state = 'queued', sent_at = null, changed_at = $1,
         detail = 'its meter went from ' || before || ' to ' || after
     from moved where c.id = moved.id
     returning c.concentrator`,
    [new Date(now)],
  )
  return [...new Set(rows.map(({ concentrator }) => concentrator))]
}

/** Forgets withdrawals whose jobs are too old to be begun. */
export async function forgetWithdrawals(pool: Pool, now: number): Promise<void> {
  await pool.query(
    `delete from end_device_control_withdrawal w using end_device_control c
     where c.id = w.control_id and c.expires_at < $1`,
    [new Date(now)],
  )
}
