import { setTimeout as delay } from 'node:timers/promises'
import type { IntervalBlock } from '@ferraris/metering'
import { msOf, secondsOf } from '@ferraris/metering'
import { apartFromRequest, isUnavailable, StoreUnavailable, transaction } from '@ferraris/service'
import type { Pool, PoolClient } from 'pg'
import type { AlarmWord } from '../events/alarm-words.ts'
import type { LoggedEvent } from '../events/device-event.ts'
import { storeRead } from '../events/event-writer.ts'
import { type Receipt, storeReceipts } from '../network/uplink/receipts.ts'
import { type OrderOutcome, settleOrders } from '../orders/by-session/outcome.ts'
import { storeBlocks } from '../readings/block-writer.ts'
import type { MeterReading } from '../readings/meter-reading.ts'
import { storeMeterReadings } from '../readings/meter-reading-writer.ts'
import { Partitions } from '../readings/partitions.ts'
import { ReadingTypes } from '../readings/reading-types.ts'
import { type Completion, completeSessions } from './completion.ts'

/** What one session, or one message, brought of one device: stored as a whole or not at all. */
export interface Delivery {
  readonly endDeviceId: number
  readonly blocks: readonly IntervalBlock[]
  readonly readings: readonly MeterReading[]
  readonly events: readonly LoggedEvent[]
  /** Alarm registers and descriptors, the registers first. */
  readonly alarms?: readonly Omit<AlarmWord, 'endDeviceId'>[] | undefined
  readonly completion?: Completion | undefined
  /** Of what a concentrator brought. */
  readonly receipt?: Receipt | undefined
  /** Of a session that carried out orders. */
  readonly orders?: readonly OrderOutcome[] | undefined
}

interface WriterOptions {
  /** Longest that a delivery waits for others to share its commit, milliseconds. */
  readonly gather?: number
  /** Most deliveries in one commit. */
  readonly batch?: number
  /** Deliveries that may wait before `write` makes its callers wait. */
  readonly most?: number
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** Told when the store is away, and when it is back. */
  readonly onState?: (state: 'away' | 'back', error?: Error) => void
  /** Told of every commit. */
  readonly onCommit?: (commit: Commit) => void
}

/** What a commit stored, and how long it took. */
export interface Commit {
  /** Measured interval values. */
  readonly intervals: number
  /** Events that were left out, because their device has had too many that day. */
  readonly eventsLeftOut: number
  readonly seconds: number
}

interface Pending {
  readonly delivery: Delivery
  resolve(): void
  reject(error: Error): void
}

/** Counters of a writer since it was made. */
interface WriterCounters {
  deliveries: number
  blocks: number
  commits: number
  retries: number
}

/**
 * Puts deliveries into the store, many in one commit: on real disks the number of commits decides, not the number of
 * rows. A delivery's promise is kept after the commit only. When PostgreSQL goes away the writer keeps what it has
 * and tries until it is back; storing twice what a lost commit may have stored changes nothing.
 */
export class Writer {
  readonly types: ReadingTypes
  readonly counters: WriterCounters = { deliveries: 0, blocks: 0, commits: 0, retries: 0 }
  readonly #pool: Pool
  readonly #partitions: Partitions
  readonly #options: Required<WriterOptions>
  readonly #pending: Pending[] = []
  readonly #waiting: (() => void)[] = []
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> | undefined
  #closed = false

  private constructor(pool: Pool, types: ReadingTypes, options: WriterOptions) {
    this.#pool = pool
    this.types = types
    this.#partitions = new Partitions(pool)
    this.#options = {
      gather: 25,
      batch: 1000,
      most: 20_000,
      now: Date.now,
      onState() {},
      onCommit() {},
      ...options,
    }
  }

  static async open(pool: Pool, options: WriterOptions = {}): Promise<Writer> {
    return new Writer(pool, await ReadingTypes.load(pool), options)
  }

  /** Deliveries not stored yet. */
  get backlog(): number {
    return this.#pending.length
  }

  /** Resolves when the delivery is committed. Waits first if too many are under way. Rejects if it cannot be stored. */
  async write(delivery: Delivery): Promise<void> {
    while (this.#pending.length >= this.#options.most) {
      await new Promise<void>(resolve => this.#waiting.push(resolve))
    }
    if (this.#closed) throw new StoreUnavailable('the writer is closed')
    await new Promise<void>((resolve, reject) => {
      this.#pending.push({ delivery, resolve, reject })
      if (this.#pending.length >= this.#options.batch) this.#flush()
      else this.#timer ??= setTimeout(() => this.#flush(), this.#options.gather)
    })
  }

  /** Stores what is pending, then takes no more. */
  async close(): Promise<void> {
    while (this.#pending.length > 0 || this.#flushing !== undefined) {
      this.#flush()
      await this.#flushing
    }
    this.#closed = true
  }

  /** Gives up: pending deliveries reject, their meters will be read again. For a stop that cannot wait. */
  abandon(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    for (const { reject } of this.#pending.splice(0)) reject(new StoreUnavailable('the writer was stopped'))
    for (const resume of this.#waiting.splice(0)) resume()
  }

  /** One batch at a time: while it is on its way the next one gathers. */
  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#flushing !== undefined || this.#pending.length === 0) return
    const batch = this.#pending.splice(0, this.#options.batch)
    for (const resume of this.#waiting.splice(0, this.#options.batch)) resume()
    // A batch is of many: a request that has given a part of it must not decide on the rest.
    this.#flushing = apartFromRequest(() => this.#storeBatch(batch)).finally(() => {
      this.#flushing = undefined
      if (this.#pending.length > 0) this.#flush()
    })
  }

  async #storeBatch(batch: readonly Pending[]): Promise<void> {
    try {
      await this.#persist(batch.map(({ delivery }) => delivery))
      for (const { resolve } of batch) resolve()
    } catch (error) {
      // One delivery that the store refuses must not take the others with it.
      if (batch.length === 1 || isUnavailable(error)) {
        for (const { reject } of batch) reject(error as Error)
        return
      }
      for (const one of batch) await this.#storeBatch([one])
    }
  }

  /** Stores deliveries, however long PostgreSQL is away. */
  async #persist(deliveries: readonly Delivery[]): Promise<void> {
    for (let wait = 50; ; wait = Math.min(wait * 2, 5000)) {
      try {
        await this.#store(deliveries)
        if (wait > 50) this.#options.onState('back')
        return
      } catch (error) {
        if (!isUnavailable(error) || this.#closed) throw error
        if (wait === 50) this.#options.onState('away', error as Error)
        this.counters.retries++
        await delay(wait)
      }
    }
  }

  async #store(deliveries: readonly Delivery[]): Promise<void> {
    const blocks = deliveries.flatMap(({ endDeviceId, blocks }) =>
      blocks.map(block => ({ endDeviceId, block })),
    )
    const readings = deliveries.flatMap(({ endDeviceId, readings }) =>
      readings.map(reading => ({ endDeviceId, reading })),
    )
    const events = deliveries.flatMap(({ endDeviceId, events }) =>
      events.map(event => ({ endDeviceId, event })),
    )
    const alarms = deliveries.flatMap(({ endDeviceId, alarms = [] }) =>
      alarms.map(word => ({ endDeviceId, ...word })),
    )
    const completions = deliveries.flatMap(({ endDeviceId, completion }) =>
      completion === undefined ? [] : [{ endDeviceId, completion }],
    )
    const receipts = deliveries.flatMap(({ endDeviceId, receipt }) =>
      receipt === undefined ? [] : [{ endDeviceId, receipt }],
    )
    const orders = deliveries.flatMap(({ orders }) => orders ?? [])
    await this.#partitions.ensure('interval_block', new Set(blocks.map(({ block }) => block.day)))
    await this.#partitions.ensure(
      'meter_reading',
      new Set(readings.map(({ reading }) => utcDay(reading.time))),
    )
    const began = performance.now()
    const { intervals, eventsLeftOut } = await transaction(this.#pool, async (client: PoolClient) => {
      const intervals = await storeBlocks(client, this.types, blocks)
      await storeMeterReadings(client, this.types, readings)
      const { leftOut: eventsLeftOut } = await storeRead(client, events, alarms, this.#options.now())
      await completeSessions(client, completions)
      await storeReceipts(client, receipts)
      await settleOrders(client, orders)
      return { intervals, eventsLeftOut }
    })
    this.counters.commits++
    this.counters.deliveries += deliveries.length
    this.counters.blocks += blocks.length
    this.#options.onCommit({ intervals, eventsLeftOut, seconds: secondsOf(performance.now() - began) })
  }
}

function utcDay(seconds: number): string {
  return new Date(msOf(seconds)).toISOString().slice(0, 10)
}
