import { at } from '@ferraris/bytes'
import type { CounterRange } from '@ferraris/dlms/client'
import type { Pool } from 'pg'

/** Makes leases last longer; gives the devices that are still ours. */
export async function renewLeases(
  pool: Pool,
  owner: string,
  endDeviceIds: readonly number[],
  until: number,
): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    `update collection set lease_until = $3 where end_device_id = any($1::bigint[]) and lease_owner = $2
     returning end_device_id as id`,
    [endDeviceIds, owner, new Date(until)],
  )
  return rows.map(({ id }) => id)
}

/** Gives leases back unused or unfinished; their devices stay due when they were. */
export async function releaseLeases(
  pool: Pool,
  owner: string,
  endDeviceIds: readonly number[],
): Promise<void> {
  await pool.query(
    `update collection set lease_owner = null, lease_until = 'epoch'
     where end_device_id = any($1::bigint[]) and lease_owner = $2`,
    [endDeviceIds, owner],
  )
}

/** Ends all leases of all holders: only for a worker that knows it is the only one. */
export async function takeBackLeases(pool: Pool): Promise<void> {
  await pool.query(
    `update collection set lease_owner = null, lease_until = 'epoch' where lease_owner is not null`,
  )
}

/**
 * Makes due what lies further ahead than its schedule allows, and ends leases that are longer than any: a clock that was ahead
 * for a moment wrote it, and it would wait for years. Gives how many devices that were.
 */
export async function healFuture(pool: Pool, now: number, longestLeaseSeconds: number): Promise<number> {
  const { rowCount } = await pool.query(
    `update collection c
     set next_due = case when c.next_due > given.due then $1 else c.next_due end,
         lease_owner = case when c.lease_until > given.lease then null else c.lease_owner end,
         lease_until = case when c.lease_until > given.lease then 'epoch' else c.lease_until end,
         last_contact = least(c.last_contact, $1),
         last_error_at = least(c.last_error_at, $1)
     from end_device d join meter_read_schedule s on s.id = d.schedule_id,
       lateral (select $1::timestamptz + make_interval(mins => s.every_minutes)
           + case when s.every_minutes < ${minutesPerDay} then ${slack} else ${slackOfDays} end as due,
         $1::timestamptz + make_interval(secs => $2) + ${slack} as lease) given
     where d.id = c.end_device_id
       and (c.next_due > given.due or c.lease_until > given.lease or c.last_contact > given.lease)`,
    [new Date(now), longestLeaseSeconds],
  )
  return rowCount ?? 0
}

const minutesPerDay = 1440
/** Workers may disagree on the time. */
const slack = "interval '5 minutes'"
/** A day may have two hours more where the clocks change. */
const slackOfDays = "interval '3 hours'"

/** The meter has seen a counter of ours that we do not remember (a store brought back from yesterday): go past it. */
export async function reserveCountersFrom(
  pool: Pool,
  counterKey: Buffer,
  atLeast: number,
  count: number,
): Promise<CounterRange> {
  const { rows } = await pool.query<{ counter: number }>(
    'update key_counter set counter = greatest(counter, $2) + $3 where digest = $1 returning counter',
    [counterKey, atLeast, count],
  )
  const end = at(rows, 0).counter
  return { next: end - count, end }
}
