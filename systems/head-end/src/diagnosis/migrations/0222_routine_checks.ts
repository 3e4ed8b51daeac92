import { type Kysely, sql } from 'kysely'

/** Routine checks of meters, and the nights in which the silent ones were checked. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table routine_check (
      id bigint generated always as identity primary key,
      end_device_id bigint not null references end_device on delete cascade,
      checked_at timestamptz not null,
      checked_by text not null,
      night date,
      verdict text not null,
      layer text,
      detail text,
      milliseconds integer,
      clock_offset_seconds bigint,
      unique (end_device_id, night)
    )`.execute(db)
  await sql`create index on routine_check (end_device_id, checked_at)`.execute(db)
  await sql`create index on routine_check (night) where night is not null`.execute(db)
  await sql`
    create table routine_night (
      day date primary key,
      began_at timestamptz not null,
      ended_at timestamptz
    )`.execute(db)
}
