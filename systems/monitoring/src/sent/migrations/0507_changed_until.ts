import { type Kysely, sql } from 'kysely'

/** How far the head-end was read is an instant, from which a reading goes back. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table sent_reading alter column changed_until type timestamptz using changed_until::timestamptz`.execute(
    db,
  )
}
