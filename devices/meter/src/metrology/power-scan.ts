import { secondsPerQuarter } from '@ferraris/metering'
import type { LocalCalendar } from '../calendar/local-day.ts'
import type { DayCurve } from './day-curve.ts'
import type { QuarterShape } from './quarter-shape.ts'

/** Active power drawn, or fed in. */
export type Direction = 0 | 1

/** Watts, both included. */
export interface PowerRange {
  readonly low: number
  readonly high: number
}

/** Where the seconds of a meter are looked up. */
export interface ScannedMeter {
  readonly calendar: LocalCalendar
  curve(day: number): DayCurve
}

/** A quarter of true time that a scan is in. */
interface ScannedQuarter {
  readonly start: number
  readonly curve: DayCurve
  readonly quarter: number
}

/** The first second of [first, last] that is out of a range: a level is passed over whole whose noise cannot leave it. */
function firstOfShape(
  shape: QuarterShape,
  { low, high }: PowerRange,
  first: number,
  last: number,
): number | undefined {
  const { noise } = shape
  if (shape.low - noise >= low && shape.high + noise <= high) return undefined
  for (let second = first; second <= last; ) {
    const level = shape.level(second)
    const next = shape.nextLevel(second)
    if (level - noise < low || level + noise > high) {
      for (; second < next && second <= last; second++) {
        const power = shape.power(second)
        if (power < low || power > high) return second
      }
    }
    second = next
  }
  return undefined
}

/**
 * Looks through seconds of active power without computing each: a quarter hour whose levels and noise stay within a range is passed
 * over whole, and so a day of a home costs some thousand looks.
 */
export class PowerScan {
  readonly #meter: ScannedMeter

  constructor(meter: ScannedMeter) {
    this.#meter = meter
  }

  /** The first second within (since, until] whose power is out of a range. */
  firstOutside(direction: Direction, range: PowerRange, since: number, until: number): number | undefined {
    const { low, high } = range
    for (const { start, curve, quarter } of this.#quarters(since + 1, until + 1)) {
      const shape = curve.undisturbed(direction, quarter)
      const first = Math.max(0, since + 1 - start)
      const last = Math.min(until - start, secondsPerQuarter - 1)
      if (shape !== undefined) {
        const found = firstOfShape(shape, range, first, last)
        if (found !== undefined) return start + found
        continue
      }
      for (let second = first; second <= last; second++) {
        const power = curve.power(direction, quarter, second)
        if (power < low || power > high) return start + second
      }
    }
    return undefined
  }

  /** The highest second of [from, to), and when it was. */
  highest(direction: Direction, from: number, to: number): { readonly power: number; readonly at: number } {
    let best = { power: 0, at: from }
    const most = ({ curve, quarter }: ScannedQuarter): number => {
      const shape = curve.undisturbed(direction, quarter)
      return shape === undefined ? Number.POSITIVE_INFINITY : shape.high + shape.noise
    }
    const quarters = [...this.#quarters(from, to)].map(one => ({ ...one, most: most(one) }))
    for (const { start, curve, quarter, most } of quarters.sort((a, b) => b.most - a.most)) {
      if (most <= best.power) break
      const shape = curve.undisturbed(direction, quarter)
      for (
        let second = Math.max(0, from - start);
        second < Math.min(secondsPerQuarter, to - start);
        second++
      ) {
        const power = shape === undefined ? curve.power(direction, quarter, second) : shape.power(second)
        if (power > best.power) best = { power, at: start + second }
      }
    }
    return best
  }

  *#quarters(from: number, to: number): Generator<ScannedQuarter> {
    for (let at = from; at < to; ) {
      const { day, start } = this.#meter.calendar.at(at)
      const curve = this.#meter.curve(day)
      const quarter = Math.floor((at - start) / secondsPerQuarter)
      const begin = start + quarter * secondsPerQuarter
      yield { start: begin, curve, quarter }
      at = begin + secondsPerQuarter
    }
  }
}
