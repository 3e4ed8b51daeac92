import { randomUUID } from 'node:crypto'
import type { Means, ModelQuirks } from '@ferraris/client'
import { msOf, msPerHour, msPerMinute, secondsOf } from '@ferraris/metering'
import { isUnavailable } from '@ferraris/service'
import type { TunnelGate } from '@ferraris/transport'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Completion } from '../../collection/completion.ts'
import type { OpenWays } from '../../collection/connection-plan.ts'
import type { Failure } from '../../collection/failure.ts'
import { releaseLeases, renewLeases, reserveCountersFrom } from '../../collection/queue.ts'
import type { Delivery, Writer } from '../../collection/writer.ts'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import { listQuirks } from '../../inventory/quirks.ts'
import type { Tables } from '../../tables.ts'
import { KeyKeeper } from '../keys/key-keeper.ts'
import { forgetFrames, framesOf } from './frames.ts'
import { KnownObjects } from './known-objects.ts'
import type { OrderOutcome } from './outcome.ts'
import { carryOut } from './session.ts'
import { cancelledAmong, renewOrders, sweepOrders } from './sweep.ts'
import { type MeterOrders, takeOrders } from './take.ts'

export interface ExecutorParts {
  readonly db: Kysely<Tables>
  readonly pool: Pool
  readonly ring: KeyRing
  readonly writer: Writer
  readonly now: () => number
  /** Our name towards meters, 8 octets. */
  readonly systemTitle: Uint8Array
  /** Where concentrators have called, for meters on power lines. */
  readonly gate?: TunnelGate | undefined
  readonly roads?: OpenWays['roads']
  /** Octets of a file by its SHA-256. */
  readonly file: Means['file']
  readonly options?: ExecutorOptions
  readonly observer?: ExecutorObserver
}

export interface ExecutorOptions {
  /** Most sessions at a time. */
  readonly sessions?: number
  /** Of them, those that only urgent orders (on-demand, high) may use. */
  readonly reserved?: number
  /** Most sessions at a time through one concentrator. */
  readonly perConcentrator?: number
  /** How long the connection and each answer may take, milliseconds. */
  readonly answerTimeoutMs?: number
  /** How long a session may take, milliseconds: an image of firmware is the longest. */
  readonly sessionTimeoutMs?: number
  /** For how long a lease holds, seconds; it is renewed while its session lasts. */
  readonly leaseSeconds?: number
  /** How often an idle executor looks for due orders, milliseconds. */
  readonly pollMs?: number
}

/** Told what happens, for metrics and the log. */
export interface ExecutorObserver {
  /** An attempt ended. */
  settled?(outcome: OrderOutcome, secondsSinceOrder: number): void
  /** A session broke off: `failure` is for people and names no key. */
  sessionFailed?(serial: string, failure: Failure): void
  /** Something that is not a meter's fault; the executor goes on. */
  trouble?(error: Error): void
}

interface Active {
  readonly session: Promise<void>
  /** Until when it is leased. */
  until: number
}

const leaseBatch = 200
/** Room is waited for until so many can begin: a statement that takes one order is as long as one that takes many. */
const leastBatch = 50
/** A few dozen messages an order; a load profile or an image has more, and takes more when it needs them. */
const countersPerSession = 256
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
  readonly #observer: ExecutorObserver
  readonly #owner = randomUUID()
  readonly #known = new KnownObjects()
  readonly #active = new Map<MeterOrders, Active>()
  readonly #cancelled = new Set<string>()
  readonly #abort = new AbortController()
  #quirks: readonly ModelQuirks[] = []
  #looping: Promise<void> | undefined
  #watching: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #wake: () => void = () => {}
  #isWoken = false
  #stopping = false
  #renewedAt = Number.NEGATIVE_INFINITY
  #forgotAt = Number.NEGATIVE_INFINITY
  /** Whether the store was away when last asked: that is told once, not at every try. */
  #storeAway = false

  constructor(parts: ExecutorParts) {
    this.#parts = parts
    this.#observer = parts.observer ?? {}
    this.#options = {
      sessions: 1000,
      reserved: 50,
      perConcentrator: 2,
      answerTimeoutMs: 10_000,
      sessionTimeoutMs: 30 * msPerMinute,
      leaseSeconds: 60,
      pollMs: 500,
      ...parts.options,
    }
  }

  /** Sessions that are open. */
  get activeSessions(): number {
    return this.#active.size
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
    await Promise.all([...this.#active.values()].map(({ session }) => session))
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
    const room = sessions - this.#active.size
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
    for (const one of taken) this.#begin(one, at + msOf(leaseSeconds))
    return taken.length
  }

  /** Which concentrators have room in their tunnels: one that was asked for is counted. */
  #reach(): (concentrator: string) => boolean {
    const { gate } = this.#parts
    const busy = new Map<string, number>()
    for (const { concentrator } of this.#active.keys())
      if (concentrator !== undefined) busy.set(concentrator, (busy.get(concentrator) ?? 0) + 1)
    return concentrator => {
      if (gate === undefined || !gate.has(concentrator)) return false
      const others = busy.get(concentrator) ?? 0
      busy.set(concentrator, others + 1)
      return others < this.#options.perConcentrator
    }
  }

  #begin(taken: MeterOrders, until: number): void {
    const { sessions, reserved } = this.#options
    const session = this.#tell(this.#carryOut(taken)).finally(() => {
      this.#active.delete(taken)
      for (const { id } of taken.orders) this.#cancelled.delete(id)
      if (this.#active.size === sessions - reserved - leastBatch) this.wake()
    }) as Promise<void>
    this.#active.set(taken, { session, until })
  }

  /** One session from lease to commit. However it ends, its lease is given back. */
  async #carryOut(taken: MeterOrders): Promise<void> {
    const { pool, ring, writer, now, systemTitle, gate, roads, file } = this.#parts
    const { answerTimeoutMs: timeoutMs, sessionTimeoutMs } = this.#options
    const { lease, orders } = taken
    const { endDeviceId, owner, timeZone } = lease
    const tooLong = new AbortController()
    const timer = setTimeout(() => tooLong.abort(), sessionTimeoutMs)
    try {
      const { outcomes, brought, learned, failure } = await carryOut(taken, {
        types: writer.types,
        now,
        quirks: this.#quirks,
        cache: this.#known,
        file,
        keys: new KeyKeeper(pool, ring, now),
        terms: {
          timeoutMs,
          systemTitle,
          gate,
          roads,
          signal: AbortSignal.any([this.#abort.signal, tooLong.signal]),
          reserveCounters: atLeast =>
            reserveCountersFrom(pool, lease.counterKey, atLeast, countersPerSession),
        },
        mayBegin: ({ id }) => {
          if (this.#cancelled.has(id)) return 'cancelled'
          return now() < (this.#active.get(taken)?.until ?? 0) ? 'yes' : 'lost'
        },
      })
      // `nextDue: undefined` leaves the device due when it was; what did not reach the meter says nothing of it.
      const completion: Completion = {
        leaseOwner: owner,
        at: now(),
        timeZone,
        nextDue: undefined,
        state:
          failure === undefined ? 'reachable' : failure.state === 'unreached' ? undefined : failure.state,
        error: failure === undefined ? undefined : `${failure.layer}: ${failure.message}`,
        learned,
      }
      await this.#store({ endDeviceId, ...brought, completion, orders: outcomes })
      const asked = new Map(orders.map(({ id, createdAt }) => [id, createdAt.getTime()]))
      for (const outcome of outcomes)
        this.#observer.settled?.(outcome, secondsOf(now() - (asked.get(outcome.id) ?? now())))
      if (failure !== undefined) this.#observer.sessionFailed?.(lease.serial, failure)
    } catch (error) {
      await releaseLeases(pool, owner, [endDeviceId]).catch(() => {})
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  /** What the store refuses is left out, and is why the orders failed: they must not be done again for it. */
  async #store(delivery: Delivery & { readonly orders: readonly OrderOutcome[] }): Promise<void> {
    const { writer } = this.#parts
    try {
      await writer.write(delivery)
    } catch (error) {
      if (isUnavailable(error)) throw error
      this.#observer.trouble?.(error as Error)
      const refused = {
        state: 'failed',
        cause: 'internal',
        detail: `what the meter gave cannot be stored: ${(error as Error).message}`,
      } as const
      const orders = delivery.orders.map(outcome => ({ ...outcome, ...refused, result: null }))
      await writer.write({ ...delivery, blocks: [], readings: [], events: [], orders })
    }
  }

  /** Cancellations, leases that would run out, orders that nothing ends. */
  async #watch(): Promise<void> {
    const { pool, now } = this.#parts
    const { leaseSeconds } = this.#options
    await sweepOrders(pool, now())
    if (Math.abs(now() - this.#forgotAt) > msPerHour) {
      this.#forgotAt = now()
      await forgetFrames(pool, now())
    }
    const active = [...this.#active.keys()]
    const ids = active.flatMap(({ orders }) => orders.map(({ id }) => id))
    if (ids.length === 0) return
    for (const id of await cancelledAmong(pool, ids)) this.#cancelled.add(id)
    if (Math.abs(now() - this.#renewedAt) < msOf(leaseSeconds / 3)) return
    this.#renewedAt = now()
    const until = now() + msOf(leaseSeconds)
    await renewOrders(pool, this.#owner, ids, until)
    await renewLeases(
      pool,
      this.#owner,
      active.map(({ lease }) => lease.endDeviceId),
      until,
    )
    for (const one of this.#active.values()) one.until = until
  }

  /** Waits for work that needs the store; failures are told, and the executor goes on. */
  async #tell<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      const result = await work
      this.#storeAway = false
      return result
    } catch (error) {
      if (!isUnavailable(error) || !this.#storeAway) this.#observer.trouble?.(error as Error)
      this.#storeAway = isUnavailable(error)
      return undefined
    }
  }
}
