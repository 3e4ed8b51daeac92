import { type Logger, transaction } from '@ferraris/service'
import type { Pool } from 'pg'
import { readSentAnswer } from './sent-answer.ts'
import { storeSent } from './store-sent.ts'

export interface HeadEndAccess {
  /** `https://head-end.example` */
  readonly url: string
  /** Of a viewer there. */
  readonly token: string
}

/** A request must be answered within, milliseconds. */
const patience = 30_000
/** Answers in one go, of 500 days each; the rest waits for the next. */
const mostAnswers = 200
/**
 * How far before the last stamp a reading begins. What changed is stamped before it is committed: a day with an earlier stamp can appear
 * after one with a later stamp was read, by as long as a transaction of the head-end lasts, or its clock is set back.
 */
const overlapMs = 3_600_000

interface SentPage {
  readonly days: number
  readonly nextCursor: string | null
}

/** What a reading brought. */
export interface SentReading {
  readonly days: number
  readonly failure: string | null
}

/**
 * Reads what meters have sent, as their counters came over chain 1, from the head-end: what changed since an hour before the last
 * change that it knows. What comes again is joined with what is kept, and changes nothing.
 */
export class SentCounters {
  readonly #pool: Pool
  readonly #now: () => number
  readonly #access: HeadEndAccess
  readonly #log: Logger
  #reading: Promise<SentReading> | undefined
  /** Where the next reading goes on, when the last one was not finished. */
  #cursor: string | null = null

  constructor(pool: Pool, now: () => number, access: HeadEndAccess, log: Logger) {
    this.#pool = pool
    this.#now = now
    this.#access = access
    this.#log = log
  }

  /** Reads now, or waits for the reading that is under way. A head-end that does not answer is told, and asked again the next time. */
  read(): Promise<SentReading> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  /** Waits for the reading that is under way. */
  async idle(): Promise<void> {
    await this.#reading
  }

  async #read(): Promise<SentReading> {
    let days = 0
    try {
      for (let answers = 0; answers < mostAnswers; answers++) {
        const page: SentPage = await this.#readPage(this.#cursor)
        days += page.days
        this.#cursor = page.nextCursor
        if (this.#cursor === null) break
      }
      return { days, failure: null }
    } catch (error) {
      this.#cursor = null
      const failure = error instanceof Error ? error.message : String(error)
      this.#log.warn({ err: error }, 'the head-end does not give what meters have sent; it is asked again')
      await this.#pool.query('update sent_reading set failed_at = $1, failure = $2', [
        new Date(this.#now()),
        failure.slice(0, 500),
      ])
      return { days, failure }
    }
  }

  /** What a page brought is committed together with how far it went. */
  async #readPage(cursor: string | null): Promise<SentPage> {
    const { rows } = await this.#pool.query<{ changed_until: Date | null }>(
      'select changed_until from sent_reading',
    )
    const answer = readSentAnswer(await this.#ask(sinceOf(rows[0]?.changed_until ?? null), cursor))
    const days = await transaction(this.#pool, async client => {
      const kept = await storeSent(client, answer.days, this.#now())
      await client.query(
        `update sent_reading set changed_until = greatest(changed_until, $1::timestamptz), read_at = $2, failed_at = null, failure = null`,
        [answer.changedUntil, new Date(this.#now())],
      )
      return kept
    })
    return { days, nextCursor: answer.nextCursor }
  }

  async #ask(changedSince: string | null, cursor: string | null): Promise<unknown> {
    const query = new URLSearchParams({ limit: '500' })
    if (cursor !== null) query.set('cursor', cursor)
    else if (changedSince !== null) query.set('changedSince', changedSince)
    const { url, token } = this.#access
    const answer = await fetch(`${url}/api/v1/chain2/sent-counters?${query}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(patience),
    })
    if (!answer.ok) throw new Error(`the head-end answers with the status ${answer.status}`)
    return answer.json()
  }
}

function sinceOf(changedUntil: Date | null): string | null {
  return changedUntil && new Date(changedUntil.getTime() - overlapMs).toISOString()
}
