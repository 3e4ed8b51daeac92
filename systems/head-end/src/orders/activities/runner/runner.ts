import { randomUUID } from 'node:crypto'
import { type AttendParts, attend } from './attend.ts'
import { leaseActivities } from './lease.ts'
import { mostAtOnce } from './release.ts'

interface RunnerParts extends Omit<AttendParts, 'onTrouble'> {
  readonly now: () => number
  /** Hears of orders that can be taken now. */
  readonly released: (concentrators: readonly string[]) => Promise<void>
  /** Hooks for metrics and the log. */
  readonly observer?: RunnerObserver
}

export interface RunnerObserver {
  released?(orders: number, isBound: boolean): void
  stopped?(activity: string): void
  done?(activity: string): void
  trouble?(error: Error): void
}

const lookEveryMs = 1000

/**
 * Looks after activities. Several processes may: each takes leases of activities in the store, for as long as a look at them takes, and
 * what a killed one has leased comes free by itself. There is no leader.
 */
export class ActivityRunner {
  readonly #parts: RunnerParts & AttendParts
  readonly #owner = randomUUID()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined

  constructor(parts: RunnerParts) {
    this.#parts = { ...parts, onTrouble: error => parts.observer?.trouble?.(error) }
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.look()
        .then(() => {})
        .catch(error => this.#parts.observer?.trouble?.(error))
        .finally(() => {
          this.#looking = undefined
        })
    }, lookEveryMs)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  /** Looks once at the activities that are due and free; gives how many those were. */
  async look(): Promise<number> {
    const { pool, now, observer } = this.#parts
    const ids = await leaseActivities(pool, { owner: this.#owner, now: now() })
    for (const id of ids) {
      // One that cannot be looked after must not keep the others waiting: its lease ends, and it is tried again.
      await this.#attend(id).catch(error => observer?.trouble?.(error))
    }
    return ids.length
  }

  async #attend(id: string): Promise<void> {
    const { observer, now } = this.#parts
    const { released, concentrators, turn } = await attend(this.#parts, id, {
      owner: this.#owner,
      now: now(),
    })
    if (released > 0) {
      observer?.released?.(released, released === mostAtOnce)
      await this.#parts.released(concentrators)
    }
    if (turn !== null) observer?.[turn]?.(id)
  }
}
