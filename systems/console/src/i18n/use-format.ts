import { useMemo } from 'react'
import { formatDay, formatDayLong, formatDaySpan, formatDayWithYear, formatMonth } from './format/days.ts'
import { formatBrief, formatExact } from './format/energy.ts'
import { formatClock, formatMinute, formatStamp, formatZoneOffset, type Instant } from './format/instants.ts'
import { formatCount, formatDecimal, formatOffset, formatRate, formatShare } from './format/numbers.ts'
import { formatLasting, formatRelative } from './format/relative.ts'
import { languages } from './locales.ts'
import { useLanguage } from './use-language.ts'

export type Format = ReturnType<typeof formatsOf>

/** Numbers, amounts, days and instants as the language in use writes them. */
export function useFormat(): Format {
  const locale = useLocaleTag()
  return useMemo(() => formatsOf(locale), [locale])
}

/** All formats of one locale. */
export function formatsOf(locale: string) {
  return {
    locale,
    count: (value: number) => formatCount(locale, value),
    decimal: (value: number, decimals: number) => formatDecimal(locale, value, decimals),
    rate: (value: number) => formatRate(locale, value),
    share: (value: number) => formatShare(locale, value),
    offset: (seconds: number) => formatOffset(locale, seconds),
    brief: (value: number, unit: string) => formatBrief(locale, value, unit),
    exact: (value: number, unit: string) => formatExact(locale, value, unit),
    relative: (at: Instant, now: number) => formatRelative(locale, new Date(at).getTime(), now),
    lasting: (ms: number) => formatLasting(locale, ms),
    day: (day: string) => formatDay(locale, day),
    dayLong: (day: string) => formatDayLong(locale, day),
    dayWithYear: (day: string) => formatDayWithYear(locale, day),
    daySpan: (first: string, last: string) => formatDaySpan(locale, first, last),
    month: (day: string) => formatMonth(locale, day),
    clock: (zone: string, at: Instant) => formatClock(locale, zone, at),
    minute: (zone: string, at: Instant) => formatMinute(locale, zone, at),
    stamp: (zone: string, at: Instant) => formatStamp(locale, zone, at),
    zoneOffset: (zone: string, at: Instant) => formatZoneOffset(locale, zone, at),
  }
}

/** The locale that shapes numbers and dates, as in `it-IT`. */
export function useLocaleTag(): string {
  return languages[useLanguage()].locale
}
