import { formatter } from './formatter.ts'

// A local day is a date without a zone: read and written in UTC, it cannot slip to its neighbour.
const noonOf = (day: string): Date => new Date(`${day}T12:00:00Z`)
const inUtc = (options: Intl.DateTimeFormatOptions) =>
  formatter(locale => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }))

const long = inUtc({ weekday: 'long', day: 'numeric', month: 'long' })
const short = inUtc({ weekday: 'short', day: 'numeric', month: 'short' })
const withYear = inUtc({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
const span = inUtc({ day: 'numeric', month: 'short', year: 'numeric' })
const month = inUtc({ month: 'long', year: 'numeric' })

/** `Friday 20 November` */
export const formatDayLong = (locale: string, day: string): string => long(locale).format(noonOf(day))
/** `Fri 20 Nov` */
export const formatDay = (locale: string, day: string): string => short(locale).format(noonOf(day))
/** `Fri, 20 Nov 2026` */
export const formatDayWithYear = (locale: string, day: string): string => withYear(locale).format(noonOf(day))
/** `14–20 Nov 2026` */
export const formatDaySpan = (locale: string, first: string, last: string): string =>
  span(locale).formatRange(noonOf(first), noonOf(last))
/** `November 2026` */
export const formatMonth = (locale: string, day: string): string => month(locale).format(noonOf(day))
