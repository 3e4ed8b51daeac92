import { at, toHex } from '@ferraris/bytes'
import type { DateTime } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import { type CivilDay, calendarFields, civilDay, weekday } from '../../calendar/civil-day.ts'
import { isOnDay } from '../../calendar/moments.ts'

const { seasonProfileActive, weekProfileTableActive, dayProfileTableActive } =
  classes.activityCalendar.attributes

/** Seasons of weeks of days (IEC 62056-6-2, class 20). */
export interface CalendarTables {
  readonly seasons: ValueTypeOf<typeof seasonProfileActive.type>
  readonly weeks: ValueTypeOf<typeof weekProfileTableActive.type>
  readonly days: ValueTypeOf<typeof dayProfileTableActive.type>
}

/** The scripts of a day with the times at which they start. */
export type DaySchedule = CalendarTables['days'][number]['schedule']

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** Whether the tables are consistent: a season at least, each with a week, each week with seven days, nothing named twice. */
export function isWhole({ seasons, weeks, days }: CalendarTables): boolean {
  const weekNames = weeks.map(({ name }) => toHex(name))
  const dayIds = days.map(({ dayId }) => dayId)
  return (
    seasons.length > 0 &&
    new Set(weekNames).size === weeks.length &&
    new Set(dayIds).size === days.length &&
    seasons.every(({ week }) => weekNames.includes(toHex(week))) &&
    weeks.every(week => weekdays.every(name => dayIds.includes(week[name]))) &&
    days.every(({ schedule }) => schedule.length > 0)
  )
}

/** The schedule of a day: that of its special day, if it is one, or else of its weekday in the week of its season. */
export function scheduleOf(
  tables: CalendarTables,
  day: CivilDay,
  specialDay: (day: CivilDay) => number | undefined,
): DaySchedule {
  return scheduleById(tables, specialDay(day) ?? weekdayId(tables, day, weekday(day)))
}

/** The schedule of a day profile. */
export function scheduleById({ days }: CalendarTables, id: number | undefined): DaySchedule {
  return days.find(({ dayId }) => dayId === id)?.schedule ?? []
}

/** The day profile of a weekday, 0 Monday … 6 Sunday, in the season that holds on a day. */
export function weekdayId(
  { seasons, weeks }: CalendarTables,
  day: CivilDay,
  ofWeek: number,
): number | undefined {
  const season = seasons.reduce<CalendarTables['seasons'][number] | undefined>(
    (latest, other) =>
      latest === undefined || lastStart(other.start, day) > lastStart(latest.start, day) ? other : latest,
    undefined,
  )
  const week = weeks.find(({ name }) => season !== undefined && toHex(name) === toHex(season.week))
  return week?.[at(weekdays, ofWeek)]
}

/** The last day, up to one, with which a season began. A start without a month began before all others. */
function lastStart(start: DateTime, day: CivilDay): CivilDay {
  const { month } = start
  if (month === undefined || month > 12) return Number.NEGATIVE_INFINITY
  const { year: now } = calendarFields(day)
  for (const year of [now, now - 1]) {
    for (let at = civilDay(year, month + 1, 0); at >= civilDay(year, month, 1); at--) {
      if (at <= day && isOnDay(start, at)) return at
    }
  }
  return Number.NEGATIVE_INFINITY
}
