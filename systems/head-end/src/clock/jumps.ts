import { msPerDay, msPerMinute } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'
import type { ClockJump } from './clock-watch.ts'

/** A service that was off for longer comes back with a clock that a person should look at. */
const longestPauseMs = 7 * msPerDay
const behindMs = msPerMinute
/** Jumps that are remembered. */
const mostKept = 1000

/** What the clock showed when the service last ran, against what it shows now: undefined when the two fit. */
export async function jumpWhileAway(db: Kysely<Tables>, now: number): Promise<ClockJump | undefined> {
  const row = await db.selectFrom('head_end').select('clock_seen').executeTakeFirst()
  if (row === undefined || row.clock_seen === null) return undefined
  const expected = row.clock_seen.getTime()
  const passed = now - expected
  return passed < -behindMs || passed > longestPauseMs ? { expected, found: now } : undefined
}

/** Remembers what the clock shows, for the next start. */
export async function rememberClock(db: Kysely<Tables>, now: number): Promise<void> {
  await db
    .updateTable('head_end')
    .set({ clock_seen: new Date(now) })
    .execute()
}

export async function rememberJump(db: Kysely<Tables>, { expected, found }: ClockJump): Promise<void> {
  await db
    .insertInto('clock_jump')
    .values({ expected: new Date(expected), found: new Date(found) })
    .execute()
  await sql`delete from clock_jump where id <= (select max(id) from clock_jump) - ${mostKept}`.execute(db)
}

/**
 * Jumps of the last day, the latest first: those from or to an instant within a day of now, for a clock that is wrong now and
 * for one that was.
 */
export async function recentJumps(db: Kysely<Tables>, now: number): Promise<ClockJump[]> {
  const [from, to] = [new Date(now - msPerDay), new Date(now + msPerDay)]
  const rows = await db
    .selectFrom('clock_jump')
    .select(['expected', 'found'])
    .where(or => or.or([or.between('expected', from, to), or.between('found', from, to)]))
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
  return rows.map(({ expected, found }) => ({ expected: expected.getTime(), found: found.getTime() }))
}
