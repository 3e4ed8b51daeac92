import { msPerDay, msPerMinute } from '@ferraris/metering'

/** The machine's clock was set by more than it may drift, or the machine slept. */
export interface ClockJump {
  /** What the clock would have shown, epoch milliseconds. */
  readonly expected: number
  /** What it shows. */
  readonly found: number
}

interface ClockWatchOptions {
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Milliseconds that no setting of the clock changes; `now`, where the clock itself is such a one. */
  readonly elapsed: () => number
  readonly onJump?: (jump: ClockJump) => void
}

/** Time services move a clock by less at once. */
const toleranceMs = msPerMinute
/** A clock that has jumped is not trusted for so long: a person has seen the alarm by then. */
const doubtMs = msPerDay

/**
 * Compares the machine's clock with time that passes whatever the clock says. What cannot be taken back (forgetting history,
 * calling orders expired) asks first whether the clock is steady.
 */
export class ClockWatch {
  readonly #options: ClockWatchOptions
  /** Clock less elapsed time, as it was when last looked at. */
  #base: number
  #jumpedAt = Number.NEGATIVE_INFINITY

  constructor(options: ClockWatchOptions) {
    this.#options = options
    this.#base = options.now() - options.elapsed()
  }

  /** Whether the clock has not jumped for a day. Looks first. */
  get isSteady(): boolean {
    this.look()
    return this.#options.elapsed() - this.#jumpedAt >= doubtMs
  }

  /** Tells a jump since the last look. */
  look(): void {
    const found = this.#options.now()
    const elapsed = this.#options.elapsed()
    const expected = this.#base + elapsed
    this.#base = found - elapsed
    if (Math.abs(found - expected) > toleranceMs) this.doubt({ expected, found })
  }

  /** Takes the clock for jumped, for a reason that was seen elsewhere. */
  doubt(jump: ClockJump): void {
    this.#jumpedAt = this.#options.elapsed()
    this.#options.onJump?.(jump)
  }
}
