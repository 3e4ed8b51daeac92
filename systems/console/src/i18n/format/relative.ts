import { secondsOf } from '@ferraris/metering'
import { formatter } from './formatter.ts'

const relative = formatter(locale => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }))

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** How long ago, or in how long: `now`, `5 min ago`, `in 2 hr`. Both instants are epoch milliseconds. */
export function formatRelative(locale: string, at: number, now: number): string {
  const seconds = secondsOf(at - now)
  for (const [unit, length] of units) {
    // Rounding toward zero: what happened 119 minutes ago was one hour ago, not two.
    if (Math.abs(seconds) >= length) return relative(locale).format(Math.trunc(seconds / length), unit)
  }
  return relative(locale).format(0, 'second')
}

const longest = ['d', 86_400] as const
const spans: readonly (readonly [unit: string, seconds: number])[] = [
  ['s', 1],
  ['min', 60],
  ['h', 3600],
]
const lengths = formatter(locale => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }))

/** How long something lasted: `40 s`, `12 min`, `3.5 h`, `2 d`. */
export function formatLasting(locale: string, ms: number): string {
  const seconds = secondsOf(Math.max(0, ms))
  const [unit, length] = spans.find(([, length]) => seconds < 100 * length) ?? longest
  return `${lengths(locale).format(seconds / length)} ${unit}`
}
