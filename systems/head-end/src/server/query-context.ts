import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** What a route that only reads or writes rows needs: the database, and the time in epoch milliseconds. */
export interface QueryContext {
  readonly db: Kysely<Tables>
  readonly now: () => number
}
