import type { MeterClock } from '../meter-clock.ts'
import { type Capture, captures } from './captures.ts'

/** A profile of few rows: when one is captured, and what stands in it. */
interface ProfileRule<Row> {
  /** Seconds; the nominal distance of the rows. */
  readonly capturePeriod: number
  /** Rows kept before the oldest give way. */
  readonly capacity: number
  /** The first moment of capture after one, both in the meter's time. */
  readonly next: (shown: number) => number
  readonly row: (capture: Capture) => Row
}

/** A profile that computes its rows one by one at request, oldest first. */
export class CapturedProfile<Row> {
  readonly capturePeriod: number
  readonly capacity: number
  readonly #clock: MeterClock
  readonly #rule: ProfileRule<Row>

  constructor(clock: MeterClock, rule: ProfileRule<Row>) {
    this.capturePeriod = rule.capturePeriod
    this.capacity = rule.capacity
    this.#clock = clock
    this.#rule = rule
  }

  entriesInUse(now: number): number {
    return this.#captures(now).length
  }

  /** The rows stamped within [from, to]. */
  range(from: number, to: number, now: number): Row[] {
    return this.#captures(now)
      .filter(({ shown }) => from <= shown && shown <= to)
      .map(this.#rule.row)
  }

  /** The rows first … last, counted from 1, the oldest; what does not exist is left out. */
  entries(first: number, last: number, now: number): Row[] {
    return this.#captures(now)
      .slice(Math.max(0, first - 1), Math.max(0, last))
      .map(this.#rule.row)
  }

  #captures(now: number): Capture[] {
    return captures(this.#clock.settings, now, this.#rule.next).slice(-this.capacity)
  }
}
