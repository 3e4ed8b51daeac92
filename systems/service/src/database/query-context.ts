import type { Kysely } from 'kysely'

/** What a route that only reads or writes rows needs: the database, and the time in epoch milliseconds. */
export interface QueryContext<T> {
  readonly db: Kysely<T>
  readonly now: () => number
}
