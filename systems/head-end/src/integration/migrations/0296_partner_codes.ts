import { type Kysely, sql } from 'kysely'

/** Codes of orders, events and replies that partners have agreed on, by our names. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table integration_partner_codes (
      partner text primary key,
      controls jsonb not null,
      events jsonb not null,
      replies jsonb not null,
      changed_at timestamptz not null
    )`.execute(db)
}
