import { type Kysely, sql } from 'kysely'
import { isLineUri } from '../network/commissioning/line-uri.ts'
import type { Tables } from '../tables.ts'
import { columnsOf, makeDue, scheduleById, scheduleOf, standardSchedule } from './queries.ts'
import type { MeterReadSchedule, ScheduleGiven, ScheduleSettings } from './schemas.ts'

/** Schedules made for devices by messages, beside those of the operator: each plan that differs from all others is one. */
export const mostMade = 1000

type Plan = Omit<ScheduleSettings, 'name' | 'setClock'>

/**
 * Has devices read by a plan, from now on: by the schedule that says the same, else by a new one with the name given. Schedules made so
 * that no device has any more are removed. Undefined where there would be too many.
 */
export async function readByPlan(
  db: Kysely<Tables>,
  serials: readonly string[],
  plan: Plan,
  name: string,
  now: number,
): Promise<MeterReadSchedule | undefined> {
  await oneAtATime(db)
  const schedule = (await likeThis(db, plan)) ?? (await make(db, plan, name))
  if (schedule !== undefined) await give(db, serials, schedule, now)
  return schedule
}

/** Has devices read by a schedule from now on: those that this head-end reads itself. */
export async function readBySchedule(
  db: Kysely<Tables>,
  serials: readonly string[],
  schedule: MeterReadSchedule,
  now: number,
): Promise<ScheduleGiven> {
  await oneAtATime(db)
  const rows = await db
    .selectFrom('end_device')
    .select(['serial', 'uri'])
    .where('serial', 'in', [...serials])
    .execute()
  const uris = new Map(rows.map(({ serial, uri }) => [serial, uri]))
  const how = (serial: string) => {
    const uri = uris.get(serial)
    if (uri === undefined) return 'unknown'
    return isLineUri(uri) ? 'onLine' : 'given'
  }
  const { given = [], unknown = [], onLine = [] } = Object.groupBy(new Set(serials), how)
  if (given.length > 0) await give(db, given, schedule, now)
  return { given, unknown, onLine }
}

/** Has devices read by the standard schedule again. */
export async function readByStandard(
  db: Kysely<Tables>,
  serials: readonly string[],
  now: number,
): Promise<void> {
  await oneAtATime(db)
  const standard = await scheduleById(db, standardSchedule)
  if (standard !== undefined) await give(db, serials, standard, now)
}

/** Devices that are read by each schedule. */
export async function schedulesOf(
  db: Kysely<Tables>,
  serials: readonly string[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const rows = await db
    .selectFrom('end_device')
    .select(['serial', 'schedule_id'])
    .where('serial', 'in', [...serials])
    .orderBy('serial')
    .execute()
  const groups = Map.groupBy(rows, row => row.schedule_id)
  return new Map([...groups].map(([id, its]) => [id, its.map(({ serial }) => serial)]))
}

/** Within the caller's transaction: a schedule that one message gives to devices must not be removed by another. */
async function oneAtATime(db: Kysely<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('ferraris schedules of messages'))`.execute(db)
}

async function likeThis(db: Kysely<Tables>, plan: Plan): Promise<MeterReadSchedule | undefined> {
  const row = await db
    .selectFrom('meter_read_schedule')
    .selectAll()
    .where('every_minutes', '=', plan.everyMinutes)
    .where('offset_seconds', '=', plan.offsetSeconds)
    .where('history_days', '=', plan.historyDays)
    .where('enabled', '=', plan.enabled)
    .where(sql<boolean>`profiles = ${plan.profiles}::text[] and registers = ${plan.registers}::text[]`)
    .orderBy('id')
    .executeTakeFirst()
  return row && scheduleOf(row)
}

async function make(db: Kysely<Tables>, plan: Plan, name: string): Promise<MeterReadSchedule | undefined> {
  const { count } = await db
    .selectFrom('meter_read_schedule')
    .select(sql<number>`count(*)`.as('count'))
    .where('made_by_message', '=', true)
    .executeTakeFirstOrThrow()
  if (count >= mostMade) return undefined
  const row = await db
    .insertInto('meter_read_schedule')
    .values({ ...columnsOf({ ...plan, name }), made_by_message: true })
    .returningAll()
    .executeTakeFirstOrThrow()
  return scheduleOf(row)
}

async function give(
  db: Kysely<Tables>,
  serials: readonly string[],
  schedule: MeterReadSchedule,
  now: number,
): Promise<void> {
  await db
    .updateTable('end_device')
    .set({ schedule_id: schedule.id })
    .where('serial', 'in', [...serials])
    .execute()
  await makeDue(db, schedule, now, serials)
  await db
    .deleteFrom('meter_read_schedule as s')
    .where('s.made_by_message', '=', true)
    .where(sql<boolean>`not exists (select from end_device d where d.schedule_id = s.id)`)
    .execute()
}
