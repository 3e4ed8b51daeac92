import type { OwnEvent } from '@ferraris/uplink'
import type { Database } from './database.ts'

interface Row {
  readonly number: number
  readonly at: number
  readonly code: string
  readonly detail: string | null
}

/** The concentrator's own event log. Its numbers run on for ever, whatever of it was dropped. */
export class OwnEventTable {
  readonly #add
  readonly #after
  readonly #newest
  readonly #drop

  constructor(database: Database) {
    this.#add = database.prepare('INSERT INTO own_event (at, code, detail) VALUES (?, ?, ?)')
    this.#after = database.prepare<Row>(
      'SELECT number, at, code, detail FROM own_event WHERE number > ? ORDER BY number LIMIT ?',
    )
    this.#newest = database.prepare<{ number: number }>(
      `SELECT seq AS number FROM sqlite_sequence WHERE name = 'own_event'`,
    )
    this.#drop = database.prepare('DELETE FROM own_event WHERE number <= ?')
  }

  /** Gives its number. */
  add(at: number, code: string, detail: string | undefined): number {
    return this.#add.run(Math.floor(at), code, detail ?? null).row
  }

  /** The entries behind a number, oldest first. */
  after(number: number, most: number): OwnEvent[] {
    return this.#after
      .all(number, most)
      .map(({ detail, ...entry }) => ({ ...entry, ...(detail !== null && { detail }) }))
  }

  newest(): number {
    return this.#newest.get()?.number ?? 0
  }

  /** Drops entries up to a number. */
  drop(upTo: number): void {
    this.#drop.run(upTo)
  }
}
