import type { LocalCalendar } from '../../calendar/local-day.ts'
import type { Harms } from '../../harms/harms.ts'
import type { Metrology } from '../../metrology/metrology.ts'
import type { MeterClock } from '../meter-clock.ts'
import { type Capture, captures } from './captures.ts'

/** What rows are captured from. */
export interface CaptureSource {
  readonly metrology: Metrology
  readonly clock: MeterClock
  readonly calendar: LocalCalendar
  readonly harms: Pick<Harms, 'deadSpans' | 'suppliedAt'>
}

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

/** A profile that computes its rows one by one at request, oldest first. A dead meter captures none. */
export class CapturedProfile<Row> {
  readonly capturePeriod: number
  readonly capacity: number
  readonly #source: CaptureSource
  readonly #rule: ProfileRule<Row>

  constructor(source: CaptureSource, rule: ProfileRule<Row>) {
    this.capturePeriod = rule.capturePeriod
    this.capacity = rule.capacity
    this.#source = source
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
    const { clock, harms } = this.#source
    return captures(clock.settings, now, this.#rule.next)
      .filter(({ at }) => harms.suppliedAt(at))
      .slice(-this.capacity)
  }
}
