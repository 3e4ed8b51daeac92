import { type Kysely, sql } from 'kysely'

/**
 * What stands before orders that switch supplies off: protected customers, a second person, and a measure of how many were
 * switched off within the hour. An approval is asked for before its order is kept, so that none is ever open for a moment.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create table brakes (settings jsonb not null)`.execute(db)
  await sql`create unique index on brakes ((true))`.execute(db)
  await sql`
    create table protected_customer (
      id uuid primary key,
      end_device_id bigint unique references end_device on delete cascade,
      usage_point text unique,
      reason text not null,
      until timestamptz,
      since timestamptz not null,
      by text not null,
      check (num_nonnulls(end_device_id, usage_point) = 1)
    )`.execute(db)
  await sql`
    create table approval (
      id uuid primary key,
      ordinal bigint generated always as identity unique,
      control_id text unique,
      activity text unique,
      kind text not null,
      meters integer not null,
      reasons text[] not null,
      note text,
      state text not null default 'waiting' check (state in ('waiting', 'approved', 'rejected')),
      requested_by text not null,
      requested_at timestamptz not null,
      decided_by text check (decided_by <> requested_by),
      decided_at timestamptz,
      comment text,
      check (num_nonnulls(control_id, activity) = 1),
      check ((state = 'waiting') = (decided_by is null))
    )`.execute(db)
  await sql`create index on approval (ordinal) where state = 'waiting'`.execute(db)
  await sql`
    create table disconnection (
      minute timestamptz primary key,
      meters integer not null
    )`.execute(db)
}
