import { type Kysely, sql } from 'kysely'

/** Each lease moves a counter: with room in its page the row is updated in place, and its index is left alone. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table key_counter set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)`.execute(db)
}
