import type { Pool } from 'pg'
import { perhapsDone } from '../../record/causes.ts'

/**
 * Ends orders that nothing will end: those past their time, and those that were to be cancelled while a worker had them that is no
 * more. Lines of an activity that are not released are the activity's own.
 */
export async function sweepOrders(pool: Pool, now: number): Promise<void> {
  await pool.query(
    `update end_device_control
     set state = case when cancel_requested_at is null then 'expired' else 'cancelled' end,
       cause = case when cancel_requested_at is null then 'expired' else 'cancelled' end,
       detail = case when state = 'running' then $2
         else coalesce(detail, case when not released then 'it was not released in time' end) end,
       settled = true, lease_owner = null, lease_until = null, changed_at = $1
     where way = 'session' and not settled and state <> 'expired' and coalesce(lease_until <= $1, true)
       and (released or activity is null) and (expires_at <= $1 or cancel_requested_at is not null)`,
    [new Date(now), perhapsDone],
  )
}

/** Which of these orders are to be cancelled. */
export async function cancelledAmong(pool: Pool, ids: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'select id from end_device_control where id = any($1::text[]) and cancel_requested_at is not null',
    [ids],
  )
  return rows.map(({ id }) => id)
}

/** Makes the leases of these orders last until then, where they are still ours; gives those that are. */
export async function renewOrders(
  pool: Pool,
  owner: string,
  ids: readonly string[],
  until: number,
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `update end_device_control set lease_until = $3, next_attempt_at = $3
     where id = any($1::text[]) and lease_owner = $2 and not settled returning id`,
    [ids, owner, new Date(until)],
  )
  return rows.map(({ id }) => id)
}

/** Ends the leases of all workers: only for one that knows it is the only one. Their orders are due at once. */
export async function takeBackOrders(pool: Pool, now: number): Promise<void> {
  await pool.query(
    `update end_device_control set lease_owner = null, lease_until = null, next_attempt_at = $1
     where lease_owner is not null and not settled`,
    [new Date(now)],
  )
}
