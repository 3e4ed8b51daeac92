import type { Clock } from '@ferraris/meter'
import { msPerMinute } from '@ferraris/metering'
import type { Simulation } from '@ferraris/power-line'

/** One slice of simulated time, and the real time after which the event loop continues, milliseconds. */
const slice = 10_000
const turnMs = 40
/** Real time is looked at no more often and no less often than this. */
const shortest = 5
const longest = 1000
/** A clock that goes back by more was set; a process so far behind was suspended. */
const back = 5000
const mostAheadMs = 10 * msPerMinute

interface PaceOptions {
  readonly simulation: Simulation
  readonly clock: Clock
  /** Runs a turn of the time that passes quickly: what it writes may be written in one go. */
  readonly together: (turn: () => void) => void
  /** The present has been reached. */
  readonly onLive: () => void
  /** The clock was set back, or far ahead: this simulation cannot follow. */
  readonly onJump: () => void
}

/**
 * Lets simulated time keep up with a clock: it waits for its release, catches up as fast as the processor allows, in turns,
 * and then goes event by event with the clock. A loop that was held up for a while only has more to do afterwards.
 */
export class Pace {
  readonly #options: PaceOptions
  #state: 'held' | 'catching-up' | 'live' | 'over' = 'held'
  #timer: NodeJS.Timeout | undefined
  #turn: NodeJS.Immediate | undefined
  /** Whether simulated time passes just now. */
  #isRunning = false

  constructor(options: PaceOptions) {
    this.#options = options
  }

  get isLive(): boolean {
    return this.#state === 'live'
  }

  /** Begins to catch up. */
  release(): void {
    if (this.#state !== 'held') return
    this.#state = 'catching-up'
    this.#step()
  }

  /** Does something at the present instant of the line, and all that follows from it in time. */
  enter<Result>(happen: (now: number) => Result): Result {
    const { simulation, clock } = this.#options
    // What happens on the line may bring it about that something is done to it.
    if (this.#isRunning) return happen(simulation.now)
    if (this.#state === 'live') this.#run(Math.min(clock.now(), simulation.now + longest))
    try {
      return happen(simulation.now)
    } finally {
      if (this.#state === 'live') this.#arm()
    }
  }

  /** Looks at the clock now, after it was moved. */
  look(): void {
    if (this.#state === 'live') this.#step()
  }

  stop(): void {
    this.#state = 'over'
    clearTimeout(this.#timer)
    clearImmediate(this.#turn)
  }

  #step(): void {
    const { simulation, clock, together, onLive, onJump } = this.#options
    const target = clock.now()
    const ahead = target - simulation.now
    if (this.#state === 'live' && (ahead < -back || ahead > mostAheadMs)) {
      onJump()
      return
    }
    const end = performance.now() + turnMs
    const turn = (): void => {
      while (simulation.now < target && performance.now() < end) {
        this.#run(Math.min(target, simulation.now + slice))
      }
    }
    if (this.#state === 'catching-up') together(turn)
    else turn()
    if (simulation.now < target) {
      this.#turn = setImmediate(() => this.#step())
      return
    }
    if (this.#state === 'catching-up') {
      this.#state = 'live'
      onLive()
    }
    if (this.#state === 'live') this.#arm()
  }

  #run(until: number): void {
    this.#isRunning = true
    try {
      this.#options.simulation.run(until)
    } finally {
      this.#isRunning = false
    }
  }

  #arm(): void {
    const { simulation, clock } = this.#options
    const wait = (simulation.next ?? Number.POSITIVE_INFINITY) - clock.now()
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#step(), Math.min(longest, Math.max(shortest, wait)))
  }
}
