import type { Pool } from 'pg'

/** More requests than sessions with one meter make in a second, and what block reservations may add. */
const countersPerSecond = 200
const margin = 1_000_000

/**
 * Moves the invocation counters of a store that was restored past all that can have been used since `at`, when it was saved:
 * under one key none may repeat (IEC 62056-5-3, 9.2.3). They have 32 bits: a meter whose counter would pass them needs a new key.
 * A store of another service has none.
 */
export async function settleCounters(pool: Pool, at: number, now: number): Promise<void> {
  const { rows } = await pool.query<{ there: boolean }>(
    `select to_regclass('key_counter') is not null as there`,
  )
  if (rows[0]?.there !== true) return
  const jump = Math.ceil((Math.max(0, now - at) / 1000) * countersPerSecond) + margin
  await pool.query('update key_counter set counter = least(counter + $1, 4294967295)', [jump])
}
