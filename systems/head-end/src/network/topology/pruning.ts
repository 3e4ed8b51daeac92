import { msPerDay } from '@ferraris/metering'
import type { Pool } from 'pg'

/** Where meters were, and over which ways they were reached, is known so long. */
const historyKeptMs = 365 * msPerDay

/** A meter not accepted and not heard for so long is gone, or never was one. */
const strangersKeptMs = 30 * msPerDay

/** Forgets what is of no use any more: old topology, and strangers that have gone. */
export async function pruneNetwork(pool: Pool, now: number): Promise<void> {
  await pool.query('delete from line_neighbour where valid_to < $1', [new Date(now - historyKeptMs)])
  // Neither enrolled nor ever served; a refusal is remembered, for the meter would be back in the inbox without it.
  await pool.query(
    `delete from line_meter m
     where m.state = 'new' and m.end_device_id is null and m.wrapped_k1 is null and m.last_heard < $1
       and not exists (select from line_service s where s.aca = m.aca)
       and not exists (select from line_neighbour n where n.aca = m.aca and n.valid_to is null and n.last_heard >= $1)`,
    [new Date(now - strangersKeptMs)],
  )
}
