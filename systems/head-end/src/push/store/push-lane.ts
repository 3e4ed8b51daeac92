import { setTimeout as delay } from 'node:timers/promises'
import { secondsOf } from '@ferraris/metering'
import { apartFromRequest, isUnavailable, transaction } from '@ferraris/service'
import type { Pool } from 'pg'
import type { TakenPush } from '../taken-push.ts'
import { type StoredPushes, storePushes } from './store-pushes.ts'

export interface PushLaneOptions {
  /** Longest that a push waits for others to share its commit, milliseconds. */
  readonly gather?: number
  /** Most pushes in one commit. */
  readonly batch?: number
  readonly now: () => number
  /** Told of every commit. */
  onStored(stored: StoredPushes, pushes: readonly TakenPush[], seconds: number): void
  /** A push that the store refuses. */
  onLost(push: TakenPush, error: Error): void
}

/**
 * Stores pushes, many in one transaction and one transaction after the other, and confirms them after the commit. While the store is away
 * it keeps what it has and tries on; its callers look at `waiting`.
 */
export class PushLane {
  readonly #pool: Pool
  readonly #options: Required<PushLaneOptions>
  #pending: TakenPush[] = []
  #underWay = 0
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> | undefined
  #closed = false

  constructor(pool: Pool, options: PushLaneOptions) {
    this.#pool = pool
    this.#options = { gather: 25, batch: 4000, ...options }
  }

  /** Pushes that are not committed. */
  get waiting(): number {
    return this.#pending.length + this.#underWay
  }

  add(push: TakenPush): void {
    this.#pending.push(push)
    if (this.#pending.length >= this.#options.batch) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), this.#options.gather)
  }

  /** Resolves when all is stored that has been added. */
  async settled(): Promise<void> {
    while (this.waiting > 0) {
      this.#flush()
      await this.#flushing
    }
  }

  /** Stores what waits, for some seconds at most: the meters still have it in their logs. */
  async close(): Promise<void> {
    await Promise.race([this.settled(), delay(closingMs, undefined, { ref: false })])
    this.#closed = true
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#flushing !== undefined || this.#pending.length === 0) return
    const { batch } = this.#options
    const some = this.#pending.length <= batch ? this.#pending : this.#pending.slice(0, batch)
    this.#pending = this.#pending.length <= batch ? [] : this.#pending.slice(batch)
    this.#underWay = some.length
    this.#flushing = apartFromRequest(() => this.#store(some)).finally(() => {
      this.#underWay = 0
      this.#flushing = undefined
      if (this.#pending.length > 0) this.#flush()
    })
  }

  async #store(pushes: readonly TakenPush[]): Promise<void> {
    const { now, onStored, onLost } = this.#options
    for (let wait = 50; !this.#closed; wait = Math.min(wait * 2, 5000)) {
      const began = performance.now()
      try {
        const stored = await transaction(this.#pool, client => storePushes(client, pushes, now()))
        onStored(stored, pushes, secondsOf(performance.now() - began))
        const replayed = new Set(stored.replayed)
        for (const push of pushes) if (!replayed.has(push)) push.confirm?.()
        return
      } catch (error) {
        if (isUnavailable(error)) {
          await delay(wait)
          continue
        }
        // One push that the store refuses must not take the others with it.
        const [only, ...others] = pushes
        if (only !== undefined && others.length === 0) return onLost(only, error as Error)
        const middle = pushes.length >> 1
        await this.#store(pushes.slice(0, middle))
        await this.#store(pushes.slice(middle))
        return
      }
    }
  }
}

/** How long a stop waits for the store, milliseconds. */
const closingMs = 5000
