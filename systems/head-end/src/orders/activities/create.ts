import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { msPerDay } from '@ferraris/metering'
import { invalidParameter, Problem } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import { isTimeZone } from '../../inventory/time-zone.ts'
import type { Tables } from '../../tables.ts'
import { brakeActivity } from '../brakes/brake.ts'
import { beginWatch } from '../firmware-watch/begin.ts'
import { insertLines } from './lines.ts'
import { activityDetail } from './queries.ts'
import type { ActivityDetail, ActivityRequest } from './schemas.ts'
import { metersInCsv } from './targets/csv.ts'
import { mostTargets } from './targets/schemas.ts'
import type { Wanted } from './targets/wanted.ts'

/** An order older than this has lost its purpose; concentrators keep jobs no longer either. */
const longestMs = 90 * msPerDay
const usualMs = 7 * msPerDay
/** Bad rows that are told at once. */
const mostErrors = 100

export interface ActivityParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
  /** IANA zone of the daily hours, unless an activity has its own. */
  readonly timeZone: string
}

interface NewActivity extends ActivityRequest {
  readonly replanOf?: string
  /** Supplies that are switched off for debt: by session alone, which the hours can end. */
  readonly debtList?: string
}

/** Keeps an activity with all its lines; asked for again, it is not `isNew`. Throws Problem. */
export async function createActivity(
  parts: ActivityParts,
  request: NewActivity,
  asked: Wanted,
  by: string,
): Promise<{ isNew: boolean; activity: ActivityDetail }> {
  const { db } = parts
  const now = parts.now()
  const wanted = request.debtList === undefined ? asked : { ...asked, byJob: false }
  const known = request.id === undefined ? undefined : await activityDetail(db, request.id, now)
  if (known !== undefined) return { isNew: false, activity: await theSame(db, known, request, wanted) }

  const id = request.id ?? randomUUID()
  const span = spanOf(request, now)
  const stages = stagesOf(request)
  const kept = await db
    .insertInto('activity')
    .values({
      id,
      name: request.name,
      kind: wanted.kind,
      parameters: JSON.stringify(wanted.parameters),
      priority: request.priority,
      retries: request.retries,
      include: request.include,
      hours: request.hours === undefined ? null : JSON.stringify(request.hours),
      time_zone: zoneOf(request.timeZone ?? parts.timeZone),
      pace: JSON.stringify(request.pace ?? {}),
      stages: JSON.stringify(stages),
      stop_rule: request.stopRule === undefined ? null : JSON.stringify(request.stopRule),
      stage_totals: [],
      left_out: 0,
      replan_of: request.replanOf ?? null,
      debt_list: request.debtList ?? null,
      created_at: new Date(now),
      created_by: by,
      starts_at: new Date(span.start),
      expires_at: new Date(span.expires),
      counts: '{}',
      counted_at: new Date(0),
      moved_at: new Date(now),
      next_look_at: new Date(span.start),
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  // The same request came twice at the same time.
  if (kept === undefined)
    return { isNew: false, activity: await theSame(db, await knownActivity(parts, id), request, wanted) }
  const { stageTotals, leftOut } = await insertLines(db, {
    activity: id,
    wanted,
    targets: request.targets,
    listed: listedIn(request.targets.csv),
    include: request.include,
    stages,
    priority: request.priority,
    requestedBy: by,
    mostAttempts: request.retries + 1,
    expires: span.expires,
    now,
  })
  await beginWatch(db, { activity: id }, wanted.parameters)
  const total = stageTotals.reduce((sum, its) => sum + its, 0)
  if (total + leftOut === 0) throw invalidParameter('targets', 'name no meter')
  if (total + leftOut > mostTargets)
    throw invalidParameter(
      'targets',
      `name ${total + leftOut} meters; ${mostTargets} at most, make several activities`,
    )
  const counts = { total, waiting: total, open: 0, succeeded: 0, failed: 0, cancelled: 0 }
  await db
    .updateTable('activity')
    .set({ stage_totals: stageTotals, left_out: leftOut, counts: JSON.stringify(counts) })
    .where('id', '=', id)
    .execute()
  const atBrake = { activity: id, kind: wanted.kind, risks: wanted.risks, meters: total, requestedBy: by }
  await brakeActivity(db, atBrake, now)
  return { isNew: true, activity: await knownActivity(parts, id) }
}

/** An activity with its progress. Throws Problem. */
export async function knownActivity(
  { db, now }: Pick<ActivityParts, 'db' | 'now'>,
  id: string,
): Promise<ActivityDetail> {
  const activity = await activityDetail(db, id, now())
  if (activity === undefined) throw new Problem('not-found', `there is no activity ${id}`)
  return activity
}

/** A client that missed our answer may ask again. Throws Problem when it asks for something else. */
async function theSame(
  db: Kysely<Tables>,
  known: ActivityDetail,
  { name, targets, replanOf }: NewActivity,
  wanted: Wanted,
): Promise<ActivityDetail> {
  const isSame =
    known.name === name &&
    known.kind === wanted.kind &&
    isDeepStrictEqual(known.parameters, JSON.parse(JSON.stringify(wanted.parameters))) &&
    // What an activity does again may have become more; groups and filters may name others now.
    (replanOf !== undefined || (await namesAll(db, known.id, targets)))
  if (!isSame) throw new Problem('already-exists', `activity ${known.id} asks for something else`)
  return known
}

/** Whether an activity has all the meters that a list names one by one. */
async function namesAll(
  db: Kysely<Tables>,
  id: string,
  targets: ActivityRequest['targets'],
): Promise<boolean> {
  const serials = [...(targets.endDevices ?? []), ...listedIn(targets.csv)]
  const { rows } = await sql`
    select from unnest(${serials}::text[]) as given (serial)
    where not exists (select from end_device_control c join end_device d on d.id = c.end_device_id
        where c.activity = ${id} and d.serial = given.serial)
      and not exists (select from activity_left_out l where l.activity = ${id} and l.serial = given.serial)
    limit 1`.execute(db)
  return rows.length === 0
}

function spanOf(request: ActivityRequest, now: number): { start: number; expires: number } {
  const start = request.start === undefined ? now : Math.max(now, Date.parse(request.start))
  const expires = request.expires === undefined ? start + usualMs : Date.parse(request.expires)
  if (start > now + longestMs) throw invalidParameter('start', 'must be within the next 90 days')
  if (expires <= start) throw invalidParameter('expires', 'must be after the start, and in the future')
  if (expires > start + longestMs) throw invalidParameter('expires', 'must be within 90 days of the start')
  return { start, expires }
}

function stagesOf({ stages = [] }: ActivityRequest): readonly number[] {
  const rises = stages.every((share, i) => share > (stages[i - 1] ?? 0))
  if (!rises) throw invalidParameter('stages', 'must rise, from above 0')
  return stages.filter(share => share < 1)
}

function zoneOf(name: string): string {
  if (!isTimeZone(name)) throw invalidParameter('timeZone', 'must be an IANA zone, for example Europe/Rome')
  return name
}

/** Serial numbers of a CSV text. Throws Problem with each bad row. */
export function listedIn(csv: string | undefined): readonly string[] {
  if (csv === undefined) return []
  const { serials, badRows } = metersInCsv(csv)
  if (badRows.length === 0) return serials
  const errors = badRows
    .slice(0, mostErrors)
    .map(({ line, detail }) => ({ parameter: `targets.csv:${line}`, detail }))
  const first = errors[0]
  throw new Problem(
    'invalid-request',
    `targets.csv has ${badRows.length} rows that name no meter; line ${badRows[0]?.line}: ${first?.detail}`,
    { errors },
  )
}
