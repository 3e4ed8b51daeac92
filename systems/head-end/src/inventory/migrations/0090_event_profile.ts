import { type Kysely, sql } from 'kysely'

/** What the numbers in a meter's logs mean depends on the companion specification that it follows. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table end_device add column event_profile text not null default 'idis'`.execute(db)
}
