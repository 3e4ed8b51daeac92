import { msPerMinute } from '@ferraris/metering'
import type { Pool } from 'pg'

/** Longer than one look takes; so soon another process looks after what a killed one has left. */
const leaseMs = msPerMinute / 2
/** Activities that one process takes at a time; the others are free for the next. */
const mostLeased = 20

/** Under which name activities are leased, and when (epoch milliseconds). */
export interface LeaseTerms {
  /** Names this process; a UUID made at its start. */
  readonly owner: string
  readonly now: number
}

/** Leases activities that are due, the most urgent first. Processes at the same time never get the same one. */
export async function leaseActivities(pool: Pool, { owner, now }: LeaseTerms): Promise<string[]> {
  const { rows } = await pool.query<{ id: string; rank: number; ordinal: number }>(
    `update activity set lease_owner = $1, lease_until = $2
     where id in (
       select id from activity
       where (state in ('planned', 'running', 'paused') or open_lines > 0) and next_look_at <= $3
         and (lease_until is null or lease_until <= $3)
       order by rank, ordinal limit ${mostLeased} for update skip locked)
     returning id, rank, ordinal`,
    [owner, new Date(now + leaseMs), new Date(now)],
  )
  return rows.toSorted((a, b) => a.rank - b.rank || a.ordinal - b.ordinal).map(({ id }) => id)
}
