import { type Kysely, sql } from 'kysely'

/** What concentrators tell of themselves: their state as reported last, and their event logs. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table concentrator_own_state (
      concentrator text primary key references concentrator on delete cascade,
      state jsonb not null,
      received_at timestamptz not null
    )`.execute(db)
  // A concentrator whose store was lost counts from one again: its instants tell the new entries from the old.
  await sql`
    create table concentrator_own_event (
      id bigint generated always as identity primary key,
      concentrator text not null references concentrator on delete cascade,
      number bigint not null,
      at timestamptz not null,
      code text not null,
      detail text,
      received_at timestamptz not null,
      unique (concentrator, number, at)
    )`.execute(db)
}
