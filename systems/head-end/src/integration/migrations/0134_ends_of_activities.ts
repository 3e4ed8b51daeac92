import { type Kysely, sql } from 'kysely'

/** When the end of an activity was told to the message that asked for it. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table integration_subject add column told_at timestamptz`.execute(db)
  await sql`
    create index on integration_subject (subject) where kind = 'activity' and watched and told_at is null`.execute(
    db,
  )
}
