import { secondsPerHour, secondsPerQuarter } from '@ferraris/metering'
import type { CivilDay } from '../calendar/civil-day.ts'
import type { LocalCalendar } from '../calendar/local-day.ts'
import type { DayCurve } from './day-curve.ts'

/** Two quantities that are summed up side by side, volts × amperes × seconds. */
export type Pair = readonly [first: number, second: number]

interface Source {
  readonly calendar: LocalCalendar
  readonly origin: CivilDay
  /** The first instant of the records. */
  readonly begin: number
  /** What the registers stood at then, VAh. */
  readonly start: Pair
  curve(day: CivilDay): DayCurve
  /** What the first seconds of a quarter add. */
  of(curve: DayCurve, quarter: number, seconds: number): Pair
}

/**
 * Two registers that no quarter of the load tells, so that their seconds are looked at. Their midnights are kept once they have been
 * asked for; a meter that is never asked keeps nothing.
 */
export class PairRegister {
  readonly #source: Source
  /** At the begin of each day from the origin on, VAs. */
  #midnights: Pair[]
  /** The day that was looked at last, at the begin of each of its quarters and at its end, VAs. */
  #last: { readonly curve: DayCurve; readonly quarters: readonly Pair[] } | undefined

  constructor(source: Source) {
    this.#source = source
    const [first, second] = source.start
    this.#midnights = [[first * secondsPerHour, second * secondsPerHour]]
  }

  /** Whole VAh at an instant. */
  at(instant: number): Pair {
    const { calendar, begin, curve } = this.#source
    const counted = Math.max(begin, instant)
    const { day, start } = calendar.at(counted)
    let [first, second] = this.#midnight(day)
    if (counted > start) {
      const found = this.#upTo(curve(day), counted - start)
      first += found[0]
      second += found[1]
    }
    return [Math.floor(first / secondsPerHour), Math.floor(second / secondsPerHour)]
  }

  /** What follows from a day on is counted anew. */
  forget(day: CivilDay): void {
    this.#midnights.length = Math.min(this.#midnights.length, Math.max(1, day - this.#source.origin + 1))
  }

  #midnight(day: CivilDay): Pair {
    const { origin, curve } = this.#source
    for (let next = this.#midnights.length; next <= day - origin; next++) {
      const before = curve(origin + next - 1)
      const { start, end } = before.local
      const [first, second] = this.#upTo(before, end - start)
      const [a, b] = this.#midnights[next - 1] ?? [0, 0]
      this.#midnights.push([a + first, b + second])
    }
    return this.#midnights[day - origin] ?? [0, 0]
  }

  /** Of the first seconds of a day. */
  #upTo(curve: DayCurve, seconds: number): Pair {
    if (this.#last?.curve !== curve) this.#last = { curve, quarters: this.#quartersOf(curve) }
    const quarter = Math.floor(seconds / secondsPerQuarter)
    const [first, second] = this.#last.quarters[quarter] ?? [0, 0]
    const rest = seconds % secondsPerQuarter
    if (rest === 0) return [first, second]
    const found = this.#source.of(curve, quarter, rest)
    return [first + found[0], second + found[1]]
  }

  /** Of a day at the begin of each quarter, and at its end. */
  #quartersOf(curve: DayCurve): Pair[] {
    const sums: Pair[] = [[0, 0]]
    let [first, second]: Pair = [0, 0]
    for (let quarter = 0; quarter < curve.local.quarters; quarter++) {
      const found = this.#source.of(curve, quarter, secondsPerQuarter)
      first += found[0]
      second += found[1]
      sums.push([first, second])
    }
    return sums
  }
}
