import type { OwnEvent, UpMessage } from '@ferraris/uplink'
import { mostOwnEvents } from '@ferraris/uplink'
import type { Store } from '../store/store.ts'
import { plainText } from '../uplink/plain-text.ts'

/** What the log of a concentrator tells of itself. Others may be added, the head-end shows any code. */
export type OwnEventCode =
  | 'started'
  | 'stopped'
  | 'head-end-reached'
  | 'head-end-lost'
  | 'trust-changed'
  | 'clock-set'
  | 'settings-changed'
  | 'settings-refused'
  | 'storage-back'
  | 'run-now'
  | 'firmware-refused'
  | 'firmware-activated'
  | 'firmware-confirmed'
  | 'firmware-rolled-back'
  | 'ticket-accepted'
  | 'ticket-refused'
  | 'ticket-recalled'
  | 'local-change'

/** Entries kept; the oldest go first, told or not. */
const mostKept = 10_000
/** Characters of what an entry says beside its code. */
const longestDetail = 200

const fact = 'own-events-taken'

/** The concentrator's own event log, and how much of it the head-end has. */
export class EventLog {
  readonly #store: Store
  #taken: number
  #sent: number
  /** Whether there may be entries that were not sent: the disk is not asked at every step. */
  #hasMore = true

  constructor(store: Store) {
    this.#store = store
    this.#taken = Number(store.fact(fact) ?? 0)
    this.#sent = this.#taken
  }

  /** Throws StoreError. */
  note(now: number, code: OwnEventCode, detail?: string): void {
    const { ownEvents } = this.#store
    this.#hasMore = true
    this.#store.transaction(() => {
      const number = ownEvents.add(now, code, detail && plainText(detail, longestDetail))
      ownEvents.drop(number - mostKept)
    })
  }

  get newest(): number {
    return this.#store.ownEvents.newest()
  }

  /** Entries behind a number, oldest first. */
  after(number: number, most: number): OwnEvent[] {
    return this.#store.ownEvents.after(number, most)
  }

  /** Entries that were not sent over this connection, in messages. */
  *messages(): Generator<UpMessage> {
    while (this.#hasMore) {
      const events = this.after(this.#sent, mostOwnEvents)
      const last = events.at(-1)
      this.#hasMore = last !== undefined
      if (last === undefined) return
      this.#sent = last.number
      yield { kind: 'own-events', events }
    }
  }

  /** What is not confirmed goes again: the connection is new, or it was lost on the way. */
  sendAgain(): void {
    this.#sent = this.#taken
    this.#hasMore = true
  }

  /** The head-end has them up to this number. Throws StoreError. */
  taken(upTo: number): void {
    if (upTo <= this.#taken || upTo > this.newest) return
    this.#store.keepFact(fact, String(upTo))
    this.#taken = upTo
  }
}
