import { zone } from '@ferraris/cosem'
import { msOf, msPerHour, msPerMinute, secondsOf } from '@ferraris/metering'
import { type AuditLog, jointly } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Tables } from '../../../tables.ts'
import { countsOf, tallyOf } from '../progress.ts'
import { type ActivityRow, isHeld } from '../queries.ts'
import type { Activity, Counts } from '../schemas.ts'
import { takeBack } from '../steer.ts'
import { isOpen, opensAt } from '../window/hours.ts'
import { giveAgain } from './again.ts'
import type { LeaseTerms } from './lease.ts'
import { type Ahead, release } from './release.ts'
import { isBroken } from './stop-rule.ts'

/** While orders are released, and while only their ends are awaited. */
const lookAgainMs = 1000
const awaitEndsMs = 5000
/** Counting 100,000 orders takes some hundredths of a second: larger activities are counted so often. */
const countEveryMs = 5000
const countedAtOnce = 5000

export interface AttendParts {
  readonly db: Kysely<Tables>
  readonly pool: Pool
  readonly audit: AuditLog
  /** Whether the clock can be trusted with what cannot be taken back. */
  readonly mayForget: () => boolean
  /** Hears of what failed after a commit. */
  readonly onTrouble: (error: Error) => void
}

/** What a look at an activity has brought. */
export interface Look {
  readonly released: number
  /** Concentrators that have new jobs. */
  readonly concentrators: readonly string[]
  /** What came of it, where it did not go on. */
  readonly turn: 'stopped' | 'done' | null
}

const nothing: Look = { released: 0, concentrators: [], turn: null }

/**
 * Looks after one leased activity: begins it at its start, lets its orders expire, releases some, counts, goes on to the next stage, stops it by
 * its rule, ends it. All in one transaction with the row locked, so that a process that is killed meanwhile has done nothing, and so that
 * people who pause or cancel come before or after.
 */
export async function attend(parts: AttendParts, id: string, terms: LeaseTerms): Promise<Look> {
  const { db, pool, audit } = parts
  const { now, owner } = terms
  const work = async () => {
    const row = await db
      .selectFrom('activity')
      .selectAll()
      .select(isHeld.as('held'))
      .where('id', '=', id)
      .where('lease_owner', '=', owner)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) return nothing
    const state = row.state === 'planned' && row.starts_at.getTime() <= now ? 'running' : row.state
    const isExpired = row.expires_at.getTime() <= now && parts.mayForget() && isUnderWay(state)
    const opens = openingOf(row, now)
    const isReleasing = state === 'running' && !isExpired && !row.held && opens === now
    if (isExpired || !isReleasing) await takeBack(pool, id, now)
    if (isExpired) await expireWaiting(pool, id, now)
    else if (isUnderWay(state)) await giveAgain(pool, id, row.retries, now)
    const released = isReleasing
      ? await release(pool, row, await aheadOf(db, row, now), now)
      : nothingReleased
    const seen = await countDue(db, row, now, isExpired)
    const { turn, stopped, ...change } = outcomeOf({ ...row, state }, seen, now)
    if (stopped !== undefined) {
      await takeBack(pool, id, now)
      await audit.appendOwn('activity.stopped', id, stopped)
    }
    const counts = seen?.counts ?? row.counts
    const next = { ...row, state, ...change }
    await db
      .updateTable('activity')
      .set({
        ...change,
        state: next.state,
        ...(stopped !== undefined && { stopped: JSON.stringify(stopped) }),
        ...(state !== row.state && { started_at: new Date(now) }),
        ...(seen !== undefined && { counts: JSON.stringify(counts), counted_at: new Date(now) }),
        ...(hasMoved(row, counts, released.count, isReleasing) && { moved_at: new Date(now) }),
        open_lines: counts.open,
        next_look_at: new Date(nextLook(next, counts, opens, now)),
        lease_owner: null,
        lease_until: null,
      })
      .where('id', '=', id)
      .execute()
    return { released: released.count, concentrators: released.concentrators, turn }
  }
  return await jointly(pool, work, parts.onTrouble)
}

const nothingReleased = { count: 0, concentrators: [] as readonly string[] }

function isUnderWay(state: ActivityRow['state']): boolean {
  return state === 'planned' || state === 'running' || state === 'paused'
}

/** When orders may be released next, epoch milliseconds: `now` while they may. */
function openingOf({ hours, time_zone }: Pick<ActivityRow, 'hours' | 'time_zone'>, now: number): number {
  if (hours === null || isOpen(hours, zone(time_zone), secondsOf(now))) return now
  return msOf(opensAt(hours, zone(time_zone), secondsOf(now)))
}

async function expireWaiting(pool: Pool, id: string, now: number): Promise<void> {
  await pool.query(
    `update end_device_control set state = 'expired', settled = true, cause = 'expired', changed_at = $2,
       detail = 'the time of its activity was over before it was released'
     where activity = $1 and not released and not settled`,
    [id, new Date(now)],
  )
}

/** More urgent activities that release orders now, too. */
async function aheadOf(db: Kysely<Tables>, { rank }: ActivityRow, now: number): Promise<Ahead[]> {
  const rows = await db
    .selectFrom('activity')
    .select(['id', 'stage', 'hours', 'time_zone'])
    .where('state', '=', 'running')
    .where('rank', '<', rank)
    .where(isHeld, '=', false)
    .execute()
  return rows.filter(row => openingOf(row, now) === now)
}

interface Seen {
  readonly counts: Counts
  readonly ofStage: Counts
}

async function countDue(
  db: Kysely<Tables>,
  { id, stage, counts, counted_at }: ActivityRow,
  now: number,
  isExpired: boolean,
): Promise<Seen | undefined> {
  const isSmall = counts.total <= countedAtOnce
  const age = Math.abs(now - counted_at.getTime())
  if (!isSmall && !isExpired && age < countEveryMs) return undefined
  const tallies = await tallyOf(db, id)
  return { counts: countsOf(tallies), ofStage: countsOf(tallies.filter(tally => tally.stage === stage)) }
}

interface Outcome {
  readonly turn: Look['turn']
  readonly state?: ActivityRow['state']
  readonly stage?: number
  readonly forgiven?: number
  readonly stopped?: NonNullable<Activity['stopped']>
  readonly paused_at?: Date | null
  readonly ended_at?: Date
}

/** What follows from the counts: a stop, the next stage, the end, or nothing. */
function outcomeOf(row: ActivityRow, seen: Seen | undefined, now: number): Outcome {
  if (seen === undefined || !isUnderWay(row.state)) return { turn: null }
  const { counts, ofStage } = seen
  const at = new Date(now)
  if (counts.waiting + counts.open === 0)
    return { turn: 'done', state: 'done', paused_at: null, ended_at: at }
  if (row.state !== 'running') return { turn: null }
  const { stage, stop_rule, forgiven } = row
  if (stop_rule !== null && isBroken(stop_rule, { counts: ofStage, forgiven })) {
    const stopped = { at: at.toISOString(), stage, failed: ofStage.failed - forgiven, of: ofStage.total }
    return { turn: 'stopped', state: 'paused', stopped, paused_at: at }
  }
  if (ofStage.waiting + ofStage.open === 0) return { turn: null, stage: stage + 1, forgiven: 0 }
  return { turn: null }
}

/** Whether it gets on, or could not be expected to. */
function hasMoved(row: ActivityRow, counts: Counts, released: number, isReleasing: boolean): boolean {
  return (
    released > 0 || !isReleasing || counts.open !== row.counts.open || counts.waiting !== row.counts.waiting
  )
}

function nextLook(row: ActivityRow, counts: Counts, opens: number, now: number): number {
  const expires = Math.max(now + lookAgainMs, row.expires_at.getTime())
  switch (row.state) {
    case 'planned':
      return Math.min(row.starts_at.getTime(), expires)
    case 'running':
      if (opens > now && counts.open === 0) return Math.min(opens, expires, now + msPerMinute)
      return now + (counts.waiting > 0 && opens === now ? lookAgainMs : awaitEndsMs)
    default:
      return counts.open > 0 ? now + awaitEndsMs : Math.min(expires, now + msPerHour)
  }
}
