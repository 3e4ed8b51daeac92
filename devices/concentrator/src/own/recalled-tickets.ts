import type { Section } from '../section.ts'
import type { EventLog } from './event-log.ts'

const fact = 'recalled-tickets'

/** Tickets that the head-end has recalled, by their ids, as it told them last: kept over a restart. */
export class RecalledTickets {
  readonly #section: Section
  readonly #log: EventLog
  #ids: ReadonlySet<string>

  constructor(section: Section, log: EventLog) {
    this.#section = section
    this.#log = log
    this.#ids = new Set(JSON.parse(section.store.fact(fact) ?? '[]') as string[])
  }

  has(id: string): boolean {
    return this.#ids.has(id)
  }

  /** All that are recalled and have not ended by themselves. Throws StoreError. */
  take(ids: readonly string[]): void {
    const fresh = ids.filter(id => !this.#ids.has(id))
    if (fresh.length === 0 && ids.length === this.#ids.size) return
    this.#section.store.keepFact(fact, JSON.stringify(ids))
    this.#ids = new Set(ids)
    for (const id of fresh) this.#log.note(this.#section.now, 'ticket-recalled', id)
  }
}
