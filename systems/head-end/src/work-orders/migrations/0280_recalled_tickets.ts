import { type Kysely, sql } from 'kysely'

/** A ticket that is to open nothing any more, before its time is over. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table concentrator_ticket
      add column recalled_at timestamptz,
      add column recalled_by text`.execute(db)
}
