import { zone } from '@ferraris/cosem'
import { msOf, secondsOf } from '@ferraris/metering'
import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { countsBy, countsOf, tallyOf } from './progress.ts'
import type { Activity, ActivityDetail, ActivityState, LeftOutMeter } from './schemas.ts'
import { successor } from './successor.ts'
import { mostConcentrators } from './targets/preview.ts'
import type { Reason } from './targets/reasons.ts'
import { isOpen, opensAt } from './window/hours.ts'

/** Groups of failures that are told: those behind them are a few odd ones. */
const mostFailureGroups = 100

/** Whether an activity waits for the word of a second person. */
export const isHeld = sql<boolean>`exists (
  select from approval p where p.activity = activity.id and p.state <> 'approved')`

export type ActivityRow = Selectable<Tables['activity']> & {
  readonly held: boolean
}

/** When the hours of an activity begin next; null while it may release orders. */
function openingOf({ state, starts_at, hours, time_zone }: ActivityRow, now: number): number | null {
  if (state !== 'planned' && state !== 'running') return null
  const from = secondsOf(Math.max(now, starts_at.getTime()))
  if (hours === null || isOpen(hours, zone(time_zone), from)) return null
  return msOf(opensAt(hours, zone(time_zone), from))
}

function waitsFor(row: ActivityRow, opens: number | null): Activity['waitsFor'] {
  if (row.state === 'planned') return 'start'
  if (row.state !== 'running') return null
  if (row.counts.waiting === 0) return 'results'
  if (row.held) return 'approval'
  return opens === null ? null : 'hours'
}

export function activityOf(row: ActivityRow, now: number): Activity {
  const opens = openingOf(row, now)
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    parameters: row.parameters,
    state: row.state,
    waitsFor: waitsFor(row, opens),
    stopped: row.stopped,
    priority: row.priority,
    retries: row.retries,
    hours: row.hours,
    timeZone: row.time_zone,
    pace: row.pace,
    stages: row.stages,
    stage: row.stage,
    stopRule: row.stop_rule,
    include: [...row.include],
    start: row.starts_at.toISOString(),
    expires: row.expires_at.toISOString(),
    debtList: row.debt_list,
    replanOf: row.replan_of,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    startedAt: row.started_at?.toISOString() ?? null,
    pausedAt: row.paused_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    opensAt: opens === null ? null : new Date(opens).toISOString(),
    counts: row.counts,
    leftOut: row.left_out,
  }
}

/** Activities, the newest first. Throws CursorError. */
export async function listActivities(
  db: Kysely<Tables>,
  filter: { state?: ActivityState | undefined; limit: number; cursor?: string | undefined },
  now: number,
): Promise<Page<Activity>> {
  let matching = db.selectFrom('activity')
  if (filter.state !== undefined) matching = matching.where('state', '=', filter.state)
  const { total } = await matching.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  let page = matching
    .selectAll()
    .select(isHeld.as('held'))
    .orderBy('ordinal', 'desc')
    .limit(filter.limit + 1)
  if (filter.cursor !== undefined)
    page = page.where('ordinal', '<', Number(decodeCursor(filter.cursor, ['number'])[0]))
  const rows = await page.execute()
  return pageOf(
    rows,
    filter.limit,
    total,
    row => [row.ordinal],
    row => activityOf(row, now),
  )
}

/** An activity with its progress as it is now; undefined when there is none with this id. */
export async function activityDetail(
  db: Kysely<Tables>,
  id: string,
  now: number,
): Promise<ActivityDetail | undefined> {
  const row = await db
    .selectFrom('activity')
    .selectAll()
    .select(isHeld.as('held'))
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  // One after the other: within a request that changes something they share its connection.
  const tallies = await tallyOf(db, id)
  const failures = await failuresOf(db, id)
  const leftOutBy = await leftOutByReason(db, id)
  const replans = await db
    .selectFrom('activity')
    .select('id')
    .where('replan_of', '=', id)
    .orderBy('ordinal')
    .execute()
  const states = Map.groupBy(tallies, ({ state }) => state)
  return {
    ...activityOf({ ...row, counts: countsOf(tallies) }, now),
    states: [...states].map(([state, its]) => ({ state, count: countsOf(its).total })),
    byStage: countsBy(tallies, ({ stage }) => stage)
      .map(([stage, counts]) => ({ stage, counts }))
      .toSorted((a, b) => a.stage - b.stage),
    byConcentrator: countsBy(tallies, ({ via }) => via)
      .map(([via, counts]) => ({ concentrator: via || null, counts }))
      .toSorted((a, b) => b.counts.total - a.counts.total)
      .slice(0, mostConcentrators),
    failures,
    leftOutBy,
    replannedBy: replans.map(replan => replan.id),
  }
}

async function failuresOf(db: Kysely<Tables>, id: string): Promise<ActivityDetail['failures']> {
  const { rows } = await sql<ActivityDetail['failures'][number]>`
    select cause, state, min(detail) as detail, count(*) as count from end_device_control
    where activity = ${id} and state in ('refused', 'failed', 'expired')
    group by cause, state order by count(*) desc, cause limit ${mostFailureGroups}`.execute(db)
  return rows
}

async function leftOutByReason(db: Kysely<Tables>, id: string): Promise<ActivityDetail['leftOutBy']> {
  const rows = await db
    .selectFrom('activity_left_out')
    .select(['reason', sql<number>`count(*)`.as('count')])
    .where('activity', '=', id)
    .groupBy('reason')
    .execute()
  return rows.toSorted((a, b) => b.count - a.count)
}

/** Meters that an activity named and that got no order, by serial number. Throws CursorError. */
export async function listLeftOut(
  db: Kysely<Tables>,
  activity: string,
  { reason, limit, cursor }: { reason?: Reason | undefined; limit: number; cursor?: string | undefined },
): Promise<Page<LeftOutMeter>> {
  let matching = db.selectFrom('activity_left_out').where('activity', '=', activity)
  if (reason !== undefined) matching = matching.where('reason', '=', reason)
  const { total } = await matching.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  let page = matching
    .selectAll()
    .select(successor.as('successor'))
    .orderBy('serial')
    .limit(limit + 1)
  if (cursor !== undefined) page = page.where('serial', '>', String(decodeCursor(cursor, ['string'])[0]))
  return pageOf(
    await page.execute(),
    limit,
    total,
    row => [row.serial],
    row => ({
      endDevice: row.serial,
      reason: row.reason,
      detail: row.detail,
      exchangedFor: row.successor,
    }),
  )
}
