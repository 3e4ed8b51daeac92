import { isUnavailable } from '@ferraris/service'
import type { Pool } from 'pg'
import type { PushReason } from '../push-reason.ts'

/** A push that was not taken. */
export interface Refusal {
  /** System title in hex or the meter's number; the address where neither is told. */
  readonly sender: string
  readonly reason: PushReason
  readonly from: string
  readonly detail: string
}

interface Counted extends Refusal {
  count: number
  first: number
  last: number
}

/** Senders and reasons that are kept; those heard least lately give way. */
export const mostKept = 5_000
/** Senders and reasons that wait to be kept; beyond it only figures count. */
const mostWaiting = 2_000
const longestDetail = 500

/** Counts what is refused by sender and reason, and keeps it now and then: a storm of forgeries is a row, and no transaction each. */
export class Refusals {
  readonly #pool: Pool
  readonly #now: () => number
  #waiting = new Map<string, Counted>()

  constructor(pool: Pool, now: () => number) {
    this.#pool = pool
    this.#now = now
  }

  add(refusal: Refusal): void {
    const key = `${refusal.reason} ${refusal.sender}`
    const known = this.#waiting.get(key)
    const now = this.#now()
    if (known !== undefined) {
      known.count++
      known.last = now
    } else if (this.#waiting.size < mostWaiting) {
      this.#waiting.set(key, { ...refusal, count: 1, first: now, last: now })
    }
  }

  /** Stores what was counted since the last time. While the store is away it is counted on. */
  async keep(): Promise<void> {
    const counted = [...this.#waiting.values()]
    if (counted.length === 0) return
    this.#waiting = new Map()
    try {
      await store(this.#pool, counted)
    } catch (error) {
      if (!isUnavailable(error)) throw error
      for (const one of counted) this.#waiting.set(`${one.reason} ${one.sender}`, one)
    }
  }
}

async function store(pool: Pool, counted: readonly Counted[]): Promise<void> {
  await pool.query(
    `insert into refused_push as r (sender, reason, from_address, detail, count, first_at, last_at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::timestamptz[])
     order by 1, 2
     on conflict (sender, reason) do update
     set count = r.count + excluded.count, last_at = excluded.last_at, from_address = excluded.from_address,
       detail = excluded.detail`,
    [
      counted.map(({ sender }) => sender),
      counted.map(({ reason }) => reason),
      counted.map(({ from }) => from),
      counted.map(({ detail }) => detail.replaceAll(/\p{Cc}+/gu, ' ').slice(0, longestDetail)),
      counted.map(({ count }) => count),
      counted.map(({ first }) => new Date(first)),
      counted.map(({ last }) => new Date(last)),
    ],
  )
  await pool.query(
    `delete from refused_push where id in (
       select id from refused_push order by last_at desc, id desc offset ${mostKept})`,
  )
}
