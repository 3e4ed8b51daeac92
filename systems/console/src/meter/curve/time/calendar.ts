import { msOf, secondsOf } from '@ferraris/metering'
import { type CalendarDate, fromAbsolute, parseDate, toCalendarDate, toZoned } from '@internationalized/date'

/*
 * Instants are epoch seconds; days are local dates of the meter's zone, YYYY-MM-DD. A local day lasts from
 * midnight to midnight, which is 23 or 25 hours twice a year: nothing here ever adds 86,400 seconds.
 */

/** The local day that an instant lies in. */
export function dayAt(instant: number, zone: string): string {
  return toCalendarDate(fromAbsolute(msOf(instant), zone)).toString()
}

/** The instant at which a local day begins. */
export function startOfDay(day: string, zone: string): number {
  return instantOf(parseDate(day), zone)
}

/** The instant at which a local day ends. */
export function endOfDay(day: string, zone: string): number {
  return instantOf(parseDate(day).add({ days: 1 }), zone)
}

export function addDays(day: string, days: number): string {
  return parseDate(day).add({ days }).toString()
}
export function addMonths(day: string, months: number): string {
  return parseDate(day).add({ months }).toString()
}
export function firstOfMonth(day: string): string {
  return parseDate(day).set({ day: 1 }).toString()
}
export function firstOfYear(day: string): string {
  return parseDate(day).set({ month: 1, day: 1 }).toString()
}

/** Every local day from the first to the last, both included. */
export function daysFrom(first: string, last: string): string[] {
  const days: string[] = []
  const end = parseDate(last)
  for (let day = parseDate(first); day.compare(end) <= 0; day = day.add({ days: 1 }))
    days.push(day.toString())
  return days
}

/** Minutes of the wall clock since local midnight. */
export function wallMinutes(instant: number, zone: string): number {
  const { hour, minute } = fromAbsolute(msOf(instant), zone)
  return hour * 60 + minute
}

/** How far the zone's wall clock is ahead of UTC at an instant, in seconds. */
export function zoneOffset(instant: number, zone: string): number {
  return secondsOf(fromAbsolute(msOf(instant), zone).offset)
}

function instantOf(date: CalendarDate, zone: string): number {
  return secondsOf(toZoned(date, zone).toDate().getTime())
}
