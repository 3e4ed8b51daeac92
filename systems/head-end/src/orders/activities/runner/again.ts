import { msPerHour, msPerMinute } from '@ferraris/metering'
import type { Pool } from 'pg'

/** A line is given again after so long, and after twice as long each further time. */
const firstPauseMs = 5 * msPerMinute
const longestPauseMs = 4 * msPerHour

/**
 * Gives the jobs of an activity that failed at their concentrators again, as new jobs that may not be begun at once: what has kept a meter silent may pass.
 * A refusal is final. Orders that go in sessions are tried again by the executor itself. Nothing is under way when a job is given again:
 * its concentrator has reported the end of the one before.
 */
export async function giveAgain(pool: Pool, activity: string, retries: number, now: number): Promise<void> {
  if (retries === 0) return
  await pool.query(
    `update end_device_control set state = 'queued', settled = false, released = false, sent_at = null, route = route + 1,
       tries = tries + 1, changed_at = $3::timestamptz,
       not_before = $3::timestamptz + least($4 * 2 ^ tries, $5) * interval '1 millisecond'
     where activity = $1 and way = 'job' and state = 'failed' and tries < $2 and cancel_requested_at is null
       and expires_at > $3::timestamptz + least($4 * 2 ^ tries, $5) * interval '1 millisecond'`,
    [activity, retries, new Date(now), firstPauseMs, longestPauseMs],
  )
}
