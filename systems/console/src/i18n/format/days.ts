import { formatter } from './formatter.ts'

// A local day is a date without a zone: read and written in UTC, it cannot slip to its neighbour.
function noonOf(day: string): Date {
  return new Date(`${day}T12:00:00Z`)
}
function inUtc(options: Intl.DateTimeFormatOptions) {
  return formatter(locale => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }))
}

const long = inUtc({ weekday: 'long', day: 'numeric', month: 'long' })
const short = inUtc({ weekday: 'short', day: 'numeric', month: 'short' })
const withYear = inUtc({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
const span = inUtc({ day: 'numeric', month: 'short', year: 'numeric' })
const month = inUtc({ month: 'long', year: 'numeric' })

/** `Friday 20 November` */
export function formatDayLong(locale: string, day: string): string {
  return long(locale).format(noonOf(day))
}
/** `Fri 20 Nov` */
export function formatDay(locale: string, day: string): string {
  return short(locale).format(noonOf(day))
}
/** `Fri, 20 Nov 2026` */
export function formatDayWithYear(locale: string, day: string): string {
  return withYear(locale).format(noonOf(day))
}
/** `14–20 Nov 2026` */
export function formatDaySpan(locale: string, first: string, last: string): string {
  return span(locale).formatRange(noonOf(first), noonOf(last))
}
/** `November 2026` */
export function formatMonth(locale: string, day: string): string {
  return month(locale).format(noonOf(day))
}
