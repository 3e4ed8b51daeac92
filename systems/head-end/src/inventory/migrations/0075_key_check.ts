import { type Kysely, sql } from 'kysely'

/** A known value under the key-encryption key, by which a start knows that it has the right one. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table head_end add column kek_check bytea`.execute(db)
}
