import { type Kysely, sql } from 'kysely'

/** Notes, each with its author. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create table note (written_at timestamptz not null, author text not null, text text not null)`.execute(
    db,
  )
}
