import { randomUUID } from 'node:crypto'
import { defined } from '@ferraris/bytes'
import type { ModelQuirks } from '@ferraris/client'
import type { LocalDate } from '@ferraris/cosem'
import { clockCorrection, msPerHour, secondsOf } from '@ferraris/metering'
import type { Connections } from '@ferraris/service'
import { isUnavailable } from '@ferraris/service'
import type { KeyRing } from '../inventory/keys/key-ring.ts'
import { listQuirks } from '../inventory/quirks.ts'
import { listSchedules, standardSchedule } from '../schedules/queries.ts'
import type { MeterReadSchedule } from '../schedules/schemas.ts'
import type { Tables } from '../tables.ts'
import { Rate } from './activity.ts'
import { healFuture, releaseLeases } from './leases/keep.ts'
import type { Lease } from './leases/lease.ts'
import { completeDays } from './leases/lease-history.ts'
import { leaseDue, leaseDueOnLines } from './leases/take.ts'
import { emptyHarvest, type Harvest } from './reading/harvest.ts'
import type { OpenWays } from './session/connection-plan.ts'
import type { Failure } from './session/failure.ts'
import { readLease } from './session/read-lease.ts'
import { storeHarvest } from './store-harvest.ts'
import type { Writer } from './writer.ts'

/** Epoch milliseconds. */
export interface Clock {
  now(): number
}

export interface CollectorOptions {
  readonly store: Connections<Tables>
  readonly ring: KeyRing
  readonly writer: Writer
  readonly clock: Clock
  /** Eight octets by which meters know us (IEC 62056-5-3, 4.3.4). */
  readonly systemTitle: Uint8Array
  /** Connections that meters have opened. */
  readonly roads?: OpenWays['roads']
  /** Most sessions at a time. */
  readonly sessions?: number
  /** How long the connection and each answer may take, milliseconds. */
  readonly answerTimeoutMs?: number
  /** How long a whole session may take, milliseconds. */
  readonly sessionTimeoutMs?: number
  /** The same on a line that devices share, which may be slow: a day of quarter-hours takes half a minute at 2400 baud. */
  readonly lineSessionTimeoutMs?: number
  /** How often an idle collector looks for due devices, milliseconds. */
  readonly pollMs?: number
  readonly observer?: CollectorObserver
  /** Sees to a clock that is off, where the schedule wants it put right, once what was read is stored and the meter is free; gives what came of it. */
  readonly correctClock?: (device: Pick<Lease, 'endDeviceId' | 'serial'>) => Promise<string>
}

/** Told what happens, for metrics and the log. */
export interface CollectorObserver {
  sessionEnded?(result: 'completed' | Failure['state'], seconds: number): void
  /** A session failed: `failure` is for people and names no key. */
  sessionFailed?(serial: string, failure: Failure): void
  /** A clock was off and was to be put right. */
  clockOff?(outcome: string): void
  /** Devices were due, or leased, later than they can be, as a clock that was ahead leaves them; they are due now. */
  healed?(devices: number): void
  /** Something that is not a meter's fault; the collector goes on. */
  trouble?(error: Error): void
}

/** Counters since the collector was made. */
interface CollectorCounters {
  leased: number
  completed: number
  silent: number
  refused: number
  failed: number
  /** Sessions that say nothing of their meter. */
  unreached: number
  /** Profile rows that could not be used. */
  unusedRows: number
}

/** A quarter-hour a session, these last for longer than any meter: 2^32 in all. */
const counterBlock = 256
/** A month of eight registers in blocks of 128 octets. */
const historyCounterBlock = 4096
const leaseBatch = 500

/**
 * Reads the end devices that are due, many at a time, and hands what they give to the writer. Holds no state that
 * matters: what it has begun when it dies is leased again by the next.
 */
export class Collector {
  readonly counters: CollectorCounters = {
    leased: 0,
    completed: 0,
    silent: 0,
    refused: 0,
    failed: 0,
    unreached: 0,
    unusedRows: 0,
  }
  readonly #options: Required<Omit<CollectorOptions, 'roads'>> & Pick<CollectorOptions, 'roads'>
  readonly #owner = randomUUID()
  readonly #rate = new Rate()
  readonly #active = new Set<Promise<unknown>>()
  readonly #abort = new AbortController()
  #schedules: ReadonlyMap<number, MeterReadSchedule> = new Map()
  #quirks: readonly ModelQuirks[] = []
  #looping: Promise<void> | undefined
  #wake: () => void = () => {}
  #stopping = false
  /** Whether the store was away when last asked: that is told once, not at every try. */
  #storeAway = false
  /** When it was last seen to that nothing waits for longer than it may, by a clock that can be set. */
  #healedAt = Number.NEGATIVE_INFINITY

  constructor(options: CollectorOptions) {
    this.#options = {
      sessions: 2000,
      answerTimeoutMs: 10_000,
      sessionTimeoutMs: 120_000,
      lineSessionTimeoutMs: 900_000,
      pollMs: 500,
      observer: {},
      correctClock: async () => 'left',
      ...options,
    }
  }

  /** What it is doing at this moment. */
  activity(): { activeSessions: number; sessionsPerSecond: number } {
    return {
      activeSessions: this.#active.size,
      sessionsPerSecond: this.#rate.perSecond(this.#options.clock.now()),
    }
  }

  start(): void {
    this.#looping ??= this.#loop()
  }

  /** Looks at once for devices that are due. */
  wake(): void {
    this.#wake()
  }

  /** Begins no more sessions and waits for those under way, `grace` milliseconds at most; the rest is given back. */
  async stop(grace = 10_000): Promise<void> {
    this.#stopping = true
    this.#wake()
    await this.#looping
    const timer = setTimeout(() => this.#abort.abort(), grace)
    await Promise.all(this.#active)
    clearTimeout(timer)
  }

  async #loop(): Promise<void> {
    while (!this.#stopping) {
      const room = this.#options.sessions - this.#active.size
      const leased = room > 0 ? await this.#lease(Math.min(room, leaseBatch)) : 0
      // A full house waits for a session to end; an empty queue for devices to become due.
      if (room <= 0) await Promise.race(this.#active)
      else if (leased === 0) await this.#sleep(this.#options.pollMs)
    }
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Leases due devices and begins their sessions. While the store is away there is nothing to lease. */
  async #lease(limit: number): Promise<number> {
    const { store, ring, clock, sessionTimeoutMs, lineSessionTimeoutMs } = this.#options
    const leasing = async () => {
      const now = clock.now()
      await this.#heal(now)
      const terms = {
        owner: this.#owner,
        now,
        counters: counterBlock,
        countersForHistory: historyCounterBlock,
      }
      // Long enough that no session outlives its lease.
      const lasting = (timeoutMs: number) => ({ ...terms, leaseSeconds: secondsOf(timeoutMs) + 30 })
      const leases = await leaseDueOnLines(store.pool, ring, { ...lasting(lineSessionTimeoutMs), limit })
      leases.push(
        ...(await leaseDue(store.pool, ring, { ...lasting(sessionTimeoutMs), limit: limit - leases.length })),
      )
      if (leases.length === 0) return 0
      const complete = await this.#prepare(leases, now)
      this.counters.leased += leases.length
      for (const lease of leases) this.#begin(lease, complete.get(lease.endDeviceId))
      return leases.length
    }
    return (await this.#tell(leasing())) ?? 0
  }

  /** Each hour, and at once when the clock has gone back. */
  async #heal(now: number): Promise<void> {
    if (now >= this.#healedAt && now - this.#healedAt < msPerHour) return
    const { store, sessionTimeoutMs, lineSessionTimeoutMs, observer } = this.#options
    const longestMs = Math.max(sessionTimeoutMs, lineSessionTimeoutMs)
    const healed = await healFuture(store.pool, now, secondsOf(longestMs))
    this.#healedAt = now
    if (healed > 0) observer.healed?.(healed)
  }

  /** What the sessions of these leases need to know. Gives the leases back when it cannot be had. */
  async #prepare(
    leases: readonly Lease[],
    now: number,
  ): Promise<ReadonlyMap<number, ReadonlySet<LocalDate>>> {
    const { kysely, pool } = this.#options.store
    try {
      this.#schedules = new Map((await listSchedules(kysely)).map(schedule => [schedule.id, schedule]))
      this.#quirks = await listQuirks(kysely)
      return await completeDays(pool, leases, this.#schedules, now)
    } catch (error) {
      const ids = leases.map(({ endDeviceId }) => endDeviceId)
      await releaseLeases(pool, this.#owner, ids).catch(() => {})
      throw error
    }
  }

  /** Waits for work that needs the store; failures are told, and the collector goes on. */
  async #tell<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      const result = await work
      this.#storeAway = false
      return result
    } catch (error) {
      const isKnown = this.#storeAway && isUnavailable(error)
      this.#storeAway = isUnavailable(error)
      if (!isKnown) this.#options.observer.trouble?.(error as Error)
      return undefined
    }
  }

  #begin(lease: Lease, complete: ReadonlySet<LocalDate> | undefined): void {
    const session = this.#tell(this.#endingLease(lease, this.#collect(lease, complete))).finally(() => {
      this.#active.delete(session)
      // Another device may wait for this line.
      if (lease.line !== undefined) this.#wake()
    })
    this.#active.add(session)
  }

  /** Gives the lease back when the session could not end it, whatever the reason. */
  async #endingLease(lease: Lease, session: Promise<void>): Promise<void> {
    try {
      await session
    } catch (error) {
      await releaseLeases(this.#options.store.pool, this.#owner, [lease.endDeviceId]).catch(() => {})
      throw error
    }
  }

  /** One session from lease to commit. However it ends, the device shows why, and its lease is given back. */
  async #collect(lease: Lease, complete: ReadonlySet<LocalDate> | undefined): Promise<void> {
    const { clock, store, observer } = this.#options
    const harvest = emptyHarvest()
    const began = performance.now()
    const { signal } = this.#abort
    const quirks = this.#quirks
    const reading = { lease, schedule: this.#scheduleOf(lease), complete, quirks, signal }
    const read = await readLease(reading, this.#options, harvest)
    if (signal.aborted && read !== undefined) {
      // Cut off by our own stop: the meter is not to blame, and is due as before.
      await releaseLeases(store.pool, this.#owner, [lease.endDeviceId])
      return
    }
    // As it is now: the schedule may have been changed meanwhile.
    const schedule = this.#scheduleOf(lease)
    const failure = (await storeHarvest({ lease, schedule, failure: read }, this.#options, harvest)) ?? read
    const result = failure?.state ?? 'completed'
    this.counters[result]++
    this.counters.unusedRows += harvest.unusedRows
    this.#rate.add(clock.now())
    observer.sessionEnded?.(result, secondsOf(performance.now() - began))
    if (failure !== undefined) observer.sessionFailed?.(lease.serial, failure)
    else if (isToBeCorrected(schedule, harvest)) observer.clockOff?.(await this.#options.correctClock(lease))
  }

  #scheduleOf({ scheduleId }: Lease): MeterReadSchedule {
    // One that was given up meanwhile has given its devices to the standard one.
    const schedule = this.#schedules.get(scheduleId) ?? this.#schedules.get(standardSchedule)
    return defined(schedule, `schedule ${scheduleId}`)
  }
}

function isToBeCorrected({ setClock }: MeterReadSchedule, { clockOffsetSeconds = 0 }: Harvest): boolean {
  return clockCorrection(clockOffsetSeconds).way !== 'none' && setClock
}
