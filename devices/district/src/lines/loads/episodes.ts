import { at } from '@ferraris/bytes'
import type { LocalCalendar } from '@ferraris/meter'
import { secondsOf, secondsPerQuarter } from '@ferraris/metering'

/**
 * Something that changes what is drawn or counted, from the beginning of one quarter hour to that of another, or, of an outage,
 * from an instant to another. Readings of the past are computed, so an episode is kept for ever.
 */
export type Episode = {
  readonly serial: string
  /** Quarter hours as {@link quarterAfter} counts them, of an outage with a fraction; open while it has no end. */
  readonly from: number
  readonly to?: number
} & (
  | { readonly kind: 'bypass'; readonly share: number }
  /** Without supply. */
  | { readonly kind: 'outage' }
  /** Supplied by another transformer than planned. */
  | { readonly kind: 'elsewhere'; readonly substation: string }
)

export const quartersPerDay = 96

/** The number of the first wall-clock quarter hour that begins at an instant or after it: 96 a civil day. */
export function quarterAfter(calendar: LocalCalendar, now: number): number {
  const instant = Math.ceil(secondsOf(now))
  const { day, start, quarters, wallQuarter } = calendar.at(instant)
  const quarter = Math.ceil((instant - start) / secondsPerQuarter)
  return quarter < quarters ? day * quartersPerDay + at(wallQuarter, quarter) : (day + 1) * quartersPerDay
}

/** The same number for the quarter hour that an instant lies in, with the part of it that is over as a fraction. */
export function quarterAt(calendar: LocalCalendar, now: number): number {
  const instant = secondsOf(now)
  const { day, start, wallQuarter } = calendar.at(Math.floor(instant))
  const passed = (instant - start) / secondsPerQuarter
  const quarter = Math.floor(passed)
  return day * quartersPerDay + at(wallQuarter, quarter) + (passed - quarter)
}

/** How much of a quarter hour an episode takes, 0 … 1. */
export function partOf({ from, to = Number.POSITIVE_INFINITY }: Episode, quarter: number): number {
  return Math.max(0, Math.min(to, quarter + 1) - Math.max(from, quarter))
}
