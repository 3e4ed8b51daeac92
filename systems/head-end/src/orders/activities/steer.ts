import { Problem, transaction } from '@ferraris/service'
import type { Pool, PoolClient } from 'pg'
import { jobIdInSql } from '../by-job/job-id.ts'
import type { ActivityState, Pace } from './schemas.ts'

interface Steered {
  readonly state: ActivityState
  readonly isStopped: boolean
}

/** Releases no more orders of an activity, and takes back those that nothing has begun. Throws Problem. */
export async function pauseActivity(pool: Pool, id: string, now: number): Promise<void> {
  await steer(pool, id, ['planned', 'running', 'paused'], async (client, { state }) => {
    if (state === 'paused') return
    await client.query(`update activity set state = 'paused', paused_at = $2 where id = $1`, [
      id,
      new Date(now),
    ])
    await takeBack(client, id, now)
  })
}

/**
 * Goes on with a paused activity. After a stop by its rule, the failures until now count no more: an operator has seen them.
 * Throws Problem.
 */
export async function resumeActivity(pool: Pool, id: string, now: number): Promise<void> {
  await steer(pool, id, ['planned', 'running', 'paused'], async (client, { state, isStopped }) => {
    if (state !== 'paused') return
    await client.query(
      `update activity a set state = case when started_at is null then 'planned' else 'running' end,
         paused_at = null, stopped = null, moved_at = $2, next_look_at = greatest($2, starts_at),
         forgiven = case when not $3 then forgiven else (select count(*) from end_device_control c
           where c.activity = a.id and c.stage = a.stage and c.state in ('refused', 'failed', 'expired')) end
       where id = $1`,
      [id, new Date(now), isStopped],
    )
  })
}

/** Changes how many orders of an activity may be under way at a time; what is under way goes on. Throws Problem. */
export async function setPace(pool: Pool, id: string, pace: Pace, now: number): Promise<void> {
  await steer(pool, id, ['planned', 'running', 'paused'], async client => {
    await client.query(
      `update activity set pace = $2,
         next_look_at = case when state = 'running' then least(next_look_at, $3) else next_look_at end
       where id = $1`,
      [id, JSON.stringify(pace), new Date(now)],
    )
  })
}

/**
 * Cancels an activity: what nothing has begun is over at once; what is on its way is to be given up as orders are that are cancelled
 * one by one. Returns the concentrators that are to be told. Throws Problem.
 */
export async function cancelActivity(pool: Pool, id: string, by: string, now: number): Promise<string[]> {
  return await steer(pool, id, ['planned', 'running', 'paused', 'cancelled'], async (client, { state }) => {
    if (state === 'cancelled') return []
    const at = new Date(now)
    await client.query(
      `update activity set state = 'cancelled', paused_at = null, ended_at = $2, next_look_at = $2,
         open_lines = greatest(open_lines, 1) where id = $1`,
      [id, at],
    )
    await client.query(
      `update end_device_control set state = 'cancelled', settled = true, cause = 'cancelled', changed_at = $2,
         cancel_requested_at = $2, cancel_requested_by = $3
       where activity = $1 and ${isUntouched}`,
      [id, at, by],
    )
    const { rows } = await client.query<{ concentrator: string | null }>(
      `with asked as (
         update end_device_control set cancel_requested_at = coalesce(cancel_requested_at, $2),
           cancel_requested_by = coalesce(cancel_requested_by, $3), changed_at = $2
         where activity = $1 and not settled and state <> 'expired'
         returning id, concentrator, route, way
       ), withdrawn as (
         insert into end_device_control_withdrawal (concentrator, job_id, control_id)
         select concentrator, ${jobIdInSql}, id from asked where way = 'job' on conflict do nothing
       )
       select distinct concentrator from asked where way = 'job'`,
      [id, at, by],
    )
    return rows.flatMap(({ concentrator }) => concentrator ?? [])
  })
}

/** An order that nothing is under way with at $2: a job that was not sent, a session that is not leased, whether it was tried or not. */
const isUntouched = `not settled and state = 'queued' and (sent_at is null or way = 'session')
  and (lease_until is null or lease_until <= $2)`

/** Released orders that nothing has begun wait again. */
export async function takeBack(db: Pool | PoolClient, activity: string, now: number): Promise<void> {
  await db.query(
    `update end_device_control set released = false where activity = $1 and released and ${isUntouched}`,
    [activity, new Date(now)],
  )
}

/** Changes an activity with its row locked, so that it is not looked after meanwhile. Throws Problem. */
async function steer<T>(
  pool: Pool,
  id: string,
  allowed: readonly ActivityState[],
  work: (client: PoolClient, steered: Steered) => Promise<T>,
): Promise<T> {
  return await transaction(pool, async client => {
    const { rows } = await client.query<Steered>(
      `select state, stopped is not null as "isStopped" from activity where id = $1 for update`,
      [id],
    )
    const [steered] = rows
    if (steered === undefined) throw new Problem('not-found', `there is no activity ${id}`)
    if (!allowed.includes(steered.state))
      throw new Problem('already-over', `activity ${id} is ${steered.state}`)
    return await work(client, steered)
  })
}
