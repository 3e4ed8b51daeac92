import type { Forgotten } from '../../harms/forgotten.ts'
import type { Harms } from '../../harms/harms.ts'
import { joined, type Span } from '../../harms/span.ts'
import type { Phases } from '../../metrology/sample.ts'
import type { Thresholds } from './thresholds.ts'

/** Which failures are counted together: of all phases at once, of a phase counted from 0, or of any. */
export type FailuresOf = 'all' | 'any' | number

/** Failures of the supply that are over. */
interface FailureCount {
  readonly count: number
  readonly long: number
  /** The last one, and the last long one. */
  readonly last: Span | undefined
  readonly lastLong: Span | undefined
}

/** Rows of the log of long failures before the oldest give way; our choice. */
export const failureRows = 100

/**
 * Failures of the supply (0.0.96.7.x): counted when they are over, for a dead meter counts nothing. What is longer than
 * the threshold of its time is a long one, and stands in the log 1.0.99.97.0.
 */
export class SupplyFailures {
  readonly #harms: Harms
  readonly #forgotten: Forgotten
  readonly #thresholds: Thresholds
  readonly #phases: Phases

  constructor(harms: Harms, forgotten: Forgotten, thresholds: Thresholds, phases: Phases) {
    this.#harms = harms
    this.#forgotten = forgotten
    this.#thresholds = thresholds
    this.#phases = phases
  }

  count(of: FailuresOf, now: number): FailureCount {
    const over = this.#over(of, now)
    const long = over.filter(span => this.#isLong(span))
    return {
      count: over.length + this.#forgotten.count(`failures.${of}`),
      long: long.length + this.#forgotten.count(`failures.long.${of}`),
      last: over.at(-1),
      lastLong: long.at(-1),
    }
  }

  /** The long failures of any phase, oldest first. */
  log(now: number): readonly Span[] {
    return this.#over('any', now)
      .filter(span => this.#isLong(span))
      .slice(-failureRows)
  }

  #over(of: FailuresOf, now: number): readonly Span[] {
    return this.#spans(of).filter(({ to }) => to <= now)
  }

  #spans(of: FailuresOf): readonly Span[] {
    if (of === 'all') return this.#harms.deadSpans
    if (of !== 'any') return this.#harms.deadSpansOf(of)
    return joined(Array.from({ length: this.#phases }, (_, phase) => this.#harms.deadSpansOf(phase)).flat())
  }

  #isLong({ from, to }: Span): boolean {
    return to - from > this.#thresholds.at('longFailure', to)
  }
}
