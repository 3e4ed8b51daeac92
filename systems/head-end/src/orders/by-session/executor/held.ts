import { msOf } from '@ferraris/metering'
import type { Pool } from 'pg'
import { renewLeases } from '../../../collection/leases/keep.ts'
import { cancelledAmong, renewOrders } from './sweep.ts'
import type { MeterOrders, TakenOrder } from './take.ts'

interface HeldTerms {
  readonly pool: Pool
  readonly owner: string
  readonly now: () => number
  readonly leaseSeconds: number
}

interface Held {
  readonly session: Promise<void>
  /** Until when it is leased, epoch milliseconds. */
  until: number
}

/** What an executor has leased and not given back yet: meters with their orders, each in a session. */
export class HeldOrders {
  readonly #terms: HeldTerms
  readonly #held = new Map<MeterOrders, Held>()
  readonly #cancelled = new Set<string>()
  #renewedAt = Number.NEGATIVE_INFINITY

  constructor(terms: HeldTerms) {
    this.#terms = terms
  }

  get size(): number {
    return this.#held.size
  }

  /** Notes what was taken at `at`, until its session is over, which never fails. */
  hold(taken: MeterOrders, session: Promise<void>, at: number, onOver: () => void): void {
    const over = session.then(() => {
      this.#held.delete(taken)
      for (const { id } of taken.orders) this.#cancelled.delete(id)
      onOver()
    })
    this.#held.set(taken, { session: over, until: at + msOf(this.#terms.leaseSeconds) })
  }

  /** Resolves when the sessions under way are over. */
  async allOver(): Promise<void> {
    await Promise.all([...this.#held.values()].map(({ session }) => session))
  }

  /** Whether an order of what is held may be begun still. */
  mayBegin(taken: MeterOrders, { id }: TakenOrder): 'yes' | 'cancelled' | 'lost' {
    if (this.#cancelled.has(id)) return 'cancelled'
    return this.#terms.now() < (this.#held.get(taken)?.until ?? 0) ? 'yes' : 'lost'
  }

  /** Sessions through each concentrator. */
  byConcentrator(): Map<string, number> {
    const busy = new Map<string, number>()
    for (const { concentrator } of this.#held.keys())
      if (concentrator !== undefined) busy.set(concentrator, (busy.get(concentrator) ?? 0) + 1)
    return busy
  }

  /** Hears of cancellations, and makes leases last that would run out. */
  async watch(): Promise<void> {
    const { pool, owner, now, leaseSeconds } = this.#terms
    const held = [...this.#held.keys()]
    const ids = held.flatMap(({ orders }) => orders.map(({ id }) => id))
    if (ids.length === 0) return
    for (const id of await cancelledAmong(pool, ids)) this.#cancelled.add(id)
    if (Math.abs(now() - this.#renewedAt) < msOf(leaseSeconds / 3)) return
    this.#renewedAt = now()
    const until = now() + msOf(leaseSeconds)
    const renewed = new Set(await renewOrders(pool, owner, ids, until))
    await renewLeases(
      pool,
      owner,
      held.map(({ lease }) => lease.endDeviceId),
      until,
    )
    for (const taken of held) {
      const one = this.#held.get(taken)
      // Where this process has slept, another has leased what it had: that is not begun here any more.
      if (one !== undefined) one.until = taken.orders.some(({ id }) => renewed.has(id)) ? until : 0
    }
  }
}
