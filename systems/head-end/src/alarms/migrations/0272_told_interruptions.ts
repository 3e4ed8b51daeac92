import { type Kysely, sql } from 'kysely'

/** When a meter told of an interruption last, by our clock: what is closed by then is counted anew. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table interruption add told_at timestamptz`.execute(db)
  await sql`create index on interruption (told_at) where told_at is not null`.execute(db)
}
