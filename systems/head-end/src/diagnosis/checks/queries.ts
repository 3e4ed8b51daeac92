import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { CheckVerdict, RoutineCheck } from './schemas.ts'

interface CheckFilter {
  readonly endDevice?: string | undefined
  readonly night?: string | undefined
  readonly verdict?: CheckVerdict | undefined
  readonly limit: number
}

/** Checks, the newest first; those of a night with the ones not reachable first. */
export async function listChecks(db: Kysely<Tables>, filter: CheckFilter): Promise<RoutineCheck[]> {
  let rows = db
    .selectFrom('routine_check as r')
    .innerJoin('end_device as d', 'd.id', 'r.end_device_id')
    .innerJoin('collection as c', 'c.end_device_id', 'd.id')
    .leftJoin('line_meter as m', 'm.end_device_id', 'd.id')
    .selectAll('r')
    .select(['d.serial', 'm.concentrator', 'c.last_contact'])
    .limit(filter.limit)
  if (filter.endDevice !== undefined) rows = rows.where('d.serial', '=', filter.endDevice)
  if (filter.verdict !== undefined) rows = rows.where('r.verdict', '=', filter.verdict)
  rows =
    filter.night === undefined
      ? rows.orderBy('r.checked_at', 'desc').orderBy('r.id', 'desc')
      : rows.where('r.night', '=', filter.night).orderBy(sql`r.verdict = 'reachable'`).orderBy('d.serial')
  return (await rows.execute()).map(row => ({
    endDevice: row.serial,
    concentrator: row.concentrator,
    checkedAt: row.checked_at.toISOString(),
    checkedBy: row.checked_by,
    verdict: row.verdict,
    layer: row.layer,
    detail: row.detail,
    milliseconds: row.milliseconds,
    clockOffsetSeconds: row.clock_offset_seconds,
    lastContact: row.last_contact?.toISOString() ?? null,
  }))
}

/** The last night in which meters were checked, or one that is named. */
export async function nightOf(db: Kysely<Tables>, wanted: string | undefined) {
  let nights = db.selectFrom('routine_night').selectAll().orderBy('day', 'desc').limit(1)
  if (wanted !== undefined) nights = nights.where('day', '=', wanted)
  const night = await nights.executeTakeFirst()
  if (night === undefined) return { night: null, endedAt: null, counts: {} }
  const counts = await db
    .selectFrom('routine_check')
    .select(['verdict', sql<number>`count(*)`.as('count')])
    .where('night', '=', night.day)
    .groupBy('verdict')
    .execute()
  return {
    night: night.day,
    endedAt: night.ended_at?.toISOString() ?? null,
    counts: Object.fromEntries(counts.map(({ verdict, count }) => [verdict, count])),
  }
}
