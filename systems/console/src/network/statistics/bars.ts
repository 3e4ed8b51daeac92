import { msOf, msPerHour, secondsOf } from '@ferraris/metering'
import { dayAt, startOfDay } from '../../meter/curve/time/calendar.ts'

/** A bar of a chart over time. */
export interface Bar {
  /** Beginning and end, epoch milliseconds. */
  readonly from: number
  readonly to: number
  /** Null where nothing is known, which is no zero. */
  readonly value: number | null
}

/** A value that is round for people, not below the given one: 1, 2 or 5 with zeros. */
export function roundUp(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  // The small term keeps 0.3 from becoming 0.5 by its representation.
  return ([1, 2, 5, 10].find(step => step * power >= value * (1 - 1e-9)) ?? 10) * power
}

/** Midnights of a zone between two instants, for the axis of a week. */
export function midnights(from: number, to: number, startOfDay: (at: number) => number): number[] {
  const found: number[] = []
  for (let at = startOfDay(from); at <= to; ) {
    if (at >= from) found.push(at)
    // 26 hours on is always the next day, also when clocks change.
    at = startOfDay(at + 26 * msPerHour)
  }
  return found
}

/** Midnight of the local day of a zone that an instant lies in. */
export function startOfDayIn(zone: string): (at: number) => number {
  return at => msOf(startOfDay(dayAt(secondsOf(at), zone), zone))
}
