import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'
import { nextDue } from './next-due.ts'
import type { MeterReadSchedule, ScheduleSettings } from './schemas.ts'

/** The schedule of devices for which no other one was asked. */
export const standardSchedule = 1

export async function listSchedules(db: Kysely<Tables>): Promise<MeterReadSchedule[]> {
  return (await db.selectFrom('meter_read_schedule').selectAll().orderBy('id').execute()).map(scheduleOf)
}

export async function scheduleById(db: Kysely<Tables>, id: number): Promise<MeterReadSchedule | undefined> {
  const row = await db.selectFrom('meter_read_schedule').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : scheduleOf(row)
}

/** Schedules that operators make at most. */
export const mostSchedules = 100

/** Makes a schedule that no device has yet; undefined where there would be too many. Throws a unique violation as `updateSchedule`. */
export async function createSchedule(
  db: Kysely<Tables>,
  { setClock = true, ...settings }: ScheduleSettings,
): Promise<MeterReadSchedule | undefined> {
  const { count } = await db
    .selectFrom('meter_read_schedule')
    .select(sql<number>`count(*)`.as('count'))
    .where('made_by_message', '=', false)
    .executeTakeFirstOrThrow()
  if (count >= mostSchedules) return undefined
  const row = await db
    .insertInto('meter_read_schedule')
    .values({ ...columnsOf(settings), set_clock: setClock })
    .returningAll()
    .executeTakeFirstOrThrow()
  return scheduleOf(row)
}

/** Removes a schedule that no device has: `in-use` otherwise, `unknown` where there is none. */
export async function removeSchedule(
  db: Kysely<Tables>,
  id: number,
): Promise<'removed' | 'in-use' | 'unknown'> {
  const { rows } = await sql<{ known: boolean; removed: boolean }>`
    with gone as (
      delete from meter_read_schedule s where id = ${id} and id <> ${standardSchedule}
        and not exists (select from end_device d where d.schedule_id = s.id)
      returning id)
    select exists (select from meter_read_schedule where id = ${id}) as known, exists (select from gone) as removed`.execute(
    db,
  )
  if (rows[0]?.removed === true) return 'removed'
  return rows[0]?.known === true ? 'in-use' : 'unknown'
}

/** Of a schedule, all that a request gives but whether it sets clocks. */
export function columnsOf(settings: Omit<ScheduleSettings, 'setClock'>) {
  return {
    name: settings.name,
    every_minutes: settings.everyMinutes,
    offset_seconds: settings.offsetSeconds,
    history_days: settings.historyDays,
    profiles: settings.profiles,
    registers: settings.registers,
    enabled: settings.enabled,
  }
}

/**
 * Replaces the settings of a schedule and makes its devices due by them; undefined if there is no such schedule.
 * Throws a unique violation (pg code 23505) if another schedule has that name.
 */
export async function updateSchedule(
  db: Kysely<Tables>,
  id: number,
  settings: ScheduleSettings,
  now: number,
): Promise<MeterReadSchedule | undefined> {
  return await db.transaction().execute(async tx => {
    const row = await tx
      .updateTable('meter_read_schedule')
      .set({
        ...columnsOf(settings),
        ...(settings.setClock !== undefined && { set_clock: settings.setClock }),
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    if (row === undefined) return undefined
    const schedule = scheduleOf(row)
    await makeDue(tx, schedule, now)
    return schedule
  })
}

/** Makes the devices of a schedule due by it, or those of them that are named. */
export async function makeDue(
  db: Kysely<Tables>,
  { id, ...schedule }: MeterReadSchedule,
  now: number,
  serials?: readonly string[],
): Promise<void> {
  const isMeant = sql<boolean>`d.schedule_id = ${id} and (${serials === undefined} or d.serial = any(${serials ?? []}::text[]))`
  const zones = await db
    .selectFrom('end_device as d')
    .select('d.time_zone')
    .distinct()
    .where(isMeant)
    .execute()
  for (const { time_zone } of zones) {
    const due = schedule.enabled ? new Date(nextDue(schedule, time_zone, now)) : null
    // What is already due stays due: a device that waits for its first reading must not wait for longer.
    await sql`
      update collection c
      set next_due = case when ${schedule.enabled} and c.next_due <= ${new Date(now)} then c.next_due else ${due} end
      from end_device d
      where d.id = c.end_device_id and ${isMeant} and d.time_zone = ${time_zone}
        and d.uri not like 'smitp+g2:%'`.execute(db)
  }
}

interface ScheduleRow {
  readonly id: number
  readonly name: string
  readonly every_minutes: number
  readonly offset_seconds: number
  readonly history_days: number
  readonly profiles: string[]
  readonly registers: string[]
  readonly enabled: boolean
  readonly set_clock: boolean
}

export function scheduleOf(row: ScheduleRow): MeterReadSchedule {
  return {
    id: row.id,
    name: row.name,
    everyMinutes: row.every_minutes,
    offsetSeconds: row.offset_seconds,
    historyDays: row.history_days,
    profiles: row.profiles,
    registers: row.registers,
    enabled: row.enabled,
    setClock: row.set_clock,
  }
}
