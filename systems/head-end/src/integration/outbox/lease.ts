import { transaction } from '@ferraris/service'
import type { Pool } from 'pg'
import { leaseMs, longestWaitMs, mostUnderWay } from '../bounds.ts'
import { awayRetryMs } from './retry.ts'

/** A message to be sent, held by this process for a while. */
export interface Leased {
  readonly id: number
  readonly message_id: string
  readonly correlation_id: string | null
  readonly root: string
  readonly verb: string
  readonly noun: string
  readonly xml: string
  readonly recipients: string[] | null
  readonly subject: string | null
  readonly attempts: number
  readonly created_at: Date
}

/** Destinations that something waits for and that may be tried now. */
export async function dueDestinations(pool: Pool, now: number): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select d.name from integration_destination d
     where d.enabled and (d.next_attempt_at is null or d.next_attempt_at <= $1)
       and exists (select from integration_message m where m.destination = d.name and m.state = 'waiting'
         and m.next_attempt_at <= $1 and (m.lease_until is null or m.lease_until <= $1))`,
    [new Date(now)],
  )
  return rows.map(({ name }) => name)
}

/**
 * Takes messages of a destination for this process: of each correlation the first that waits, so that none overtakes another. A
 * destination that was away is tried with one message; the destination's row is locked meanwhile, so that two processes
 * do not try it at once.
 */
export async function leaseMessages(
  pool: Pool,
  destination: string,
  owner: string,
  now: number,
): Promise<Leased[]> {
  const { rows } = await pool.query<Leased>(
    `with d as (
       select name, failures from integration_destination
       where name = $1 and enabled and (next_attempt_at is null or next_attempt_at <= $3) for update skip locked
     ), due as (
       select m.id from integration_message m join d on d.name = m.destination
       where m.state = 'waiting' and m.next_attempt_at <= $3 and (m.lease_until is null or m.lease_until <= $3)
         and (m.correlation_id is null or not exists (
           select from integration_message e where e.destination = m.destination and e.state = 'waiting'
             and e.correlation_id = m.correlation_id and e.id < m.id))
       order by m.id limit (select case when failures > 0 then 1 else ${mostUnderWay} end from d)
       for update of m skip locked
     )
     update integration_message m set lease_owner = $2, lease_until = $4 from due where m.id = due.id
     returning m.id, m.message_id, m.correlation_id, m.root, m.verb, m.noun, m.xml, m.recipients, m.subject,
       m.attempts, m.created_at`,
    [destination, owner, new Date(now), new Date(now + leaseMs)],
  )
  return rows.toSorted((a, b) => a.id - b.id)
}

/** How a message is left after an attempt. */
export type Settled =
  | { readonly state: 'delivered'; readonly answer: string | undefined }
  | { readonly state: 'dead'; readonly code: string; readonly detail: string; readonly attempts: number }
  | {
      readonly state: 'waiting'
      readonly code: string
      readonly detail: string
      readonly attempts: number
      readonly nextAttemptAt: number
    }

/** Notes what became of a message, unless the lease went to another process meanwhile. */
export async function settle(
  pool: Pool,
  id: number,
  owner: string,
  settled: Settled,
  now: number,
): Promise<void> {
  const delivered = settled.state === 'delivered'
  await pool.query(
    `update integration_message
     set state = $3, answer = coalesce($4, answer), code = $5, detail = $6, attempts = coalesce($7, attempts),
       next_attempt_at = coalesce($8, next_attempt_at), ended_at = $9, lease_owner = null, lease_until = null
     where id = $1 and lease_owner = $2 and state = 'waiting'`,
    [
      id,
      owner,
      settled.state,
      delivered ? (settled.answer ?? null) : null,
      delivered ? null : settled.code,
      delivered ? null : settled.detail,
      delivered ? null : settled.attempts,
      settled.state === 'waiting' ? new Date(settled.nextAttemptAt) : null,
      settled.state === 'waiting' ? null : new Date(now),
    ],
  )
}

/** The destination took a message. */
export async function destinationIsThere(pool: Pool, name: string): Promise<void> {
  await pool.query(
    `update integration_destination set away_since = null, away_detail = null, failures = 0, next_attempt_at = null
     where name = $1 and (failures > 0 or away_since is not null)`,
    [name],
  )
}

/** The destination could not be reached. Several messages that find so at once count once. Gives whether that is news. */
export async function destinationIsAway(
  pool: Pool,
  name: string,
  detail: string,
  now: number,
): Promise<boolean> {
  return await transaction(pool, async client => {
    const { rows } = await client.query<{ failures: number; isNext: boolean }>(
      `select failures, next_attempt_at is null or next_attempt_at <= $2 as "isNext"
       from integration_destination where name = $1 for update`,
      [name, new Date(now)],
    )
    const [row] = rows
    if (row === undefined || !row.isNext) return false
    const failures = row.failures + 1
    await client.query(
      `update integration_destination
       set failures = $2, away_since = coalesce(away_since, $3), away_detail = $4, next_attempt_at = $5 where name = $1`,
      [name, failures, new Date(now), detail, new Date(now + awayRetryMs(failures))],
    )
    return failures === 1
  })
}

/** Messages that have waited longer than they may become dead letters; gives how many. */
export async function giveUpOldest(pool: Pool, now: number): Promise<number> {
  const { rowCount } = await pool.query(
    `update integration_message set state = 'dead', ended_at = $1, code = 'too-old',
       detail = 'its destination was away for too long'
     where state = 'waiting' and created_at < $2`,
    [new Date(now), new Date(now - longestWaitMs)],
  )
  return rowCount ?? 0
}
