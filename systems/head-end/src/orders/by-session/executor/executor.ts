import { randomUUID } from 'node:crypto'
import type { ModelQuirks } from '@ferraris/client'
import { msPerHour } from '@ferraris/metering'
import { isUnavailable } from '@ferraris/service'
import { listQuirks } from '../../../inventory/quirks.ts'
import { forgetFrames, framesOf } from '../frames.ts'
import { HeldOrders } from './held.ts'
import { KnownObjects } from './known-objects.ts'
import { type ExecutorOptions, type ExecutorParts, usualOptions } from './parts.ts'
import { sweepOrders } from './sweep.ts'
import { type MeterOrders, takeOrders } from './take.ts'
import { countersPerSession, workOff } from './work-off.ts'

const leaseBatch = 200
/** Room is waited for until so many can begin: a statement that takes one order is as long as one that takes many. */
const leastBatch = 50
const leastUrgent = 3
const urgent = 1
/** How often cancellations are looked for, and leases seen to. */
const watchMs = 1000

/**
 * Carries out orders that go by session. They stand in the store, which leases them out: several executors may share the work, and
 * what one had begun when it died is done by another when its lease is over, which reads before it acts. So this holds no state
 * that matters.
 */
export class Executor {
  readonly #parts: ExecutorParts
  readonly #options: Required<ExecutorOptions>
  readonly #owner = randomUUID()
  readonly #known = new KnownObjects()
  readonly #held: HeldOrders
  readonly #abort = new AbortController()
  #quirks: readonly ModelQuirks[] = []
  #looping: Promise<void> | undefined
  #watching: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #wake: () => void = () => {}
  #isWoken = false
  #stopping = false
  #forgotAt = Number.NEGATIVE_INFINITY
  /** Whether the store was away when last asked: that is told once, not at every try. */
  #storeAway = false

  constructor(parts: ExecutorParts) {
    const { pool, now } = parts
    this.#parts = parts
    this.#options = { ...usualOptions, ...parts.options }
    const { leaseSeconds } = this.#options
    this.#held = new HeldOrders({ pool, owner: this.#owner, now, leaseSeconds })
  }

  /** Sessions that are open. */
  get activeSessions(): number {
    return this.#held.size
  }

  /** What went over the wire for an order, decoded, by attempt. */
  frames(control: string): ReturnType<typeof framesOf> {
    return framesOf(this.#parts.pool, this.#parts.ring, control)
  }

  start(): void {
    this.#looping ??= this.#loop()
    this.#timer ??= setInterval(() => {
      this.#watching ??= this.#tell(this.#watch()).then(() => {
        this.#watching = undefined
      })
    }, watchMs)
  }

  /** Looks for due orders at once. */
  wake(): void {
    this.#isWoken = true
    this.#wake()
  }

  /** Begins no more sessions and waits for those under way, `grace` milliseconds at most. */
  async stop(grace = 10_000): Promise<void> {
    this.#stopping = true
    this.#wake()
    await this.#looping
    const timer = setTimeout(() => this.#abort.abort(), grace)
    await this.#held.allOver()
    clearTimeout(timer)
    clearInterval(this.#timer)
    await this.#watching
  }

  async #loop(): Promise<void> {
    while (!this.#stopping) {
      this.#isWoken = false
      const begun = (await this.#tell(this.#take())) ?? 0
      if (begun === 0 && !this.#isWoken) await this.#sleep()
    }
  }

  #sleep(): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, this.#options.pollMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Takes due orders and begins their sessions; gives how many. */
  async #take(): Promise<number> {
    const { db, pool, ring, now } = this.#parts
    const { sessions, reserved, leaseSeconds } = this.#options
    const room = sessions - this.#held.size
    if (room <= 0) return 0
    const usual = Math.min(room - reserved, leaseBatch)
    const isForAll = usual >= Math.min(leastBatch, sessions - reserved)
    const at = now()
    this.#quirks = await listQuirks(db)
    const taken = await takeOrders(pool, ring, {
      owner: this.#owner,
      now: at,
      leaseSeconds,
      counters: countersPerSession,
      limit: isForAll ? usual : room,
      upToRank: isForAll ? leastUrgent : urgent,
      canReach: this.#reach(),
    })
    for (const one of taken) this.#begin(one, at)
    return taken.length
  }

  /** Which concentrators have room in their tunnels: one that was asked for is counted. */
  #reach(): (concentrator: string) => boolean {
    const { gate } = this.#parts
    const busy = this.#held.byConcentrator()
    return concentrator => {
      if (gate === undefined || !gate.has(concentrator)) return false
      const others = busy.get(concentrator) ?? 0
      busy.set(concentrator, others + 1)
      return others < this.#options.perConcentrator
    }
  }

  #begin(taken: MeterOrders, at: number): void {
    const { sessions, reserved } = this.#options
    const work = workOff(this.#parts, taken, {
      options: this.#options,
      quirks: this.#quirks,
      cache: this.#known,
      signal: this.#abort.signal,
      mayBegin: order => this.#held.mayBegin(taken, order),
    })
    const session = this.#tell(work).then(() => {})
    this.#held.hold(taken, session, at, () => {
      if (this.#held.size === sessions - reserved - leastBatch) this.wake()
    })
  }

  /** Cancellations, leases that would run out, orders that nothing ends. */
  async #watch(): Promise<void> {
    const { pool, now } = this.#parts
    await sweepOrders(pool, now())
    if (Math.abs(now() - this.#forgotAt) > msPerHour) {
      this.#forgotAt = now()
      await forgetFrames(pool, now())
    }
    await this.#held.watch()
  }

  /** Waits for work that needs the store; failures are told, and the executor goes on. */
  async #tell<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      const result = await work
      this.#storeAway = false
      return result
    } catch (error) {
      if (!isUnavailable(error) || !this.#storeAway) this.#parts.observer?.trouble?.(error as Error)
      this.#storeAway = isUnavailable(error)
      return undefined
    }
  }
}
