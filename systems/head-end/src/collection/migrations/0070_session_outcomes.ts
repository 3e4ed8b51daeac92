import { type Kysely, sql } from 'kysely'

/** A session can fail on this side, too; and a meter's clock can be further off than 68 years. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table collection
      drop constraint collection_state_check,
      add constraint collection_state_check check (state in ('new', 'reachable', 'silent', 'refused', 'failed')),
      alter column clock_offset_seconds type bigint`.execute(db)
}
