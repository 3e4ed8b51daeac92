import { type Kysely, sql } from 'kysely'

/** What operators want of a concentrator's settings, and what it has reported as in force or refused. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table concentrator_settings (
      concentrator text primary key references concentrator on delete cascade,
      wanted jsonb not null default '{}',
      set_at timestamptz,
      set_by text,
      in_force jsonb,
      refused jsonb not null default '[]',
      reported_at timestamptz
    )`.execute(db)
}
