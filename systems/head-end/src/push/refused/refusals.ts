import type { Pool } from 'pg'
import type { PushReason } from '../push-reason.ts'
import { Gathered, unlessUnavailable } from './gathered.ts'
import { strangerText } from './stranger-text.ts'

/** A push that was not taken. */
export interface Refusal {
  /** System title in hex or the meter's number; the address where neither is told. */
  readonly sender: string
  readonly reason: PushReason
  readonly from: string
  readonly detail: string
}

interface Counted extends Refusal {
  readonly count: number
  readonly first: number
  readonly last: number
}

/** Senders and reasons that are kept; those heard least lately give way. */
export const mostKept = 5_000
/** Senders and reasons that wait to be kept; beyond it only figures count. */
const mostWaiting = 2_000
const longestDetail = 500

/** Counts what is refused by sender and reason. While the store is away it is counted on. */
export class Refusals {
  readonly #now: () => number
  readonly #gathered: Gathered<Counted>

  constructor(pool: Pool, now: () => number) {
    this.#now = now
    this.#gathered = new Gathered({
      most: mostWaiting,
      merged: (known, later) => ({ ...later, count: known.count + later.count, first: known.first }),
      store: counted => store(pool, counted),
    })
  }

  add(refusal: Refusal): void {
    const sender = strangerText(refusal.sender)
    const now = this.#now()
    this.#gathered.add(`${refusal.reason} ${sender}`, { ...refusal, sender, count: 1, first: now, last: now })
  }

  async keep(): Promise<void> {
    await this.#gathered.keep().catch(unlessUnavailable)
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
      counted.map(({ detail }) => strangerText(detail, longestDetail)),
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
