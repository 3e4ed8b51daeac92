import type { DateTime, Zone } from '@ferraris/cosem'
import { secondsPerDay, secondsPerHour } from '@ferraris/metering'
import { type CivilDay, calendarFields, civilDay, weekday } from './civil-day.ts'

/** As far as a pattern is searched for its next day: from one 29 February over a century without one to the next. */
const mostDays = 8 * 366

/**
 * Whether a date with wildcards means a day (IEC 62056-6-2, 4.1.6.1): FE and FD are the last and the second last day of
 * the month; FE together with a day of the week is the last such day. Months FD and FE mean no day here.
 */
export function isOnDay({ year, month, dayOfMonth, dayOfWeek }: DateTime, day: CivilDay): boolean {
  const fields = calendarFields(day)
  if (year !== undefined && year !== fields.year) return false
  if (month !== undefined && month !== fields.month) return false
  if (dayOfWeek !== undefined && dayOfWeek !== weekday(day) + 1) return false
  if (dayOfMonth === undefined) return true
  const left = civilDay(fields.year, fields.month + 1, 1) - day
  if (dayOfMonth === 0xfe) return dayOfWeek === undefined ? left === 1 : left <= 7
  return dayOfMonth === 0xfd ? left === 2 : dayOfMonth === fields.dayOfMonth
}

/** The first second of a day, from one on, that a time with wildcards means. */
function nextTime({ hour, minute, second }: DateTime, from: number): number | undefined {
  for (let at = Math.max(0, from); at < secondsPerDay; ) {
    const [h, m, s] = [Math.floor(at / secondsPerHour), Math.floor(at / 60) % 60, at % 60]
    if (hour !== undefined && h !== hour) at = h < hour ? hour * secondsPerHour : secondsPerDay
    else if (minute !== undefined && m !== minute) at = h * secondsPerHour + (m < minute ? minute : 60) * 60
    else if (second !== undefined && s !== second)
      at = h * secondsPerHour + m * 60 + (s < second ? second : 60)
    else return at
    if (minute !== undefined && minute > 59) return undefined
    if (second !== undefined && second > 59) return undefined
  }
  return undefined
}

/**
 * The first instant after one at which a date and time with wildcards comes true on a wall clock of the zone; undefined
 * where it never will, or not up to `last`. What falls into the hour that is skipped in spring comes at its end, what falls into the hour
 * that is passed twice in autumn comes the first time only (IEC 62056-6-2, class 10: daylight saving).
 */
export function nextMoment(
  pattern: DateTime,
  zone: Zone,
  after: number,
  last = Number.POSITIVE_INFINITY,
  isDay = (day: CivilDay): boolean => isOnDay(pattern, day),
): number | undefined {
  const wall = after + zone.offsetAt(after)
  const first = Math.max(Math.floor((wall - secondsPerHour) / secondsPerDay), firstDay(pattern))
  for (let day = first; day < first + mostDays && (day - 1) * secondsPerDay <= last; day++) {
    if (!isDay(day)) continue
    // An hour back: what the wall clock shows for the second time has come before.
    let time = nextTime(pattern, wall - secondsPerHour - day * secondsPerDay)
    while (time !== undefined) {
      const instant = firstInstant(day * secondsPerDay + time, zone)
      if (instant > after) return instant
      time = nextTime(pattern, time + 1)
    }
  }
  return undefined
}

function firstDay({ year, month }: DateTime): CivilDay {
  return year === undefined
    ? Number.NEGATIVE_INFINITY
    : civilDay(year, month !== undefined && month <= 12 ? month : 1, 1)
}

/** The first instant at which the clocks of a zone show a wall time, or the end of the gap that skips it. */
function firstInstant(wall: number, zone: Zone): number {
  const [before, after] = [zone.offsetAt(wall - secondsPerDay), zone.offsetAt(wall + secondsPerDay)]
  if (before === after) return wall - before
  const early = wall - Math.max(before, after)
  if (zone.offsetAt(early) === Math.max(before, after)) return early
  const late = wall - Math.min(before, after)
  if (zone.offsetAt(late) === Math.min(before, after)) return late
  // In the gap: both are a way off; the change lies between them.
  let [low, high] = [early, late]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (zone.offsetAt(middle) === before) low = middle
    else high = middle
  }
  return high
}
