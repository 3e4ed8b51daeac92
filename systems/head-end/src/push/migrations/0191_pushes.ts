import { type Kysely, sql } from 'kysely'

/**
 * What meters push: the highest invocation counter of each sender under each of its keys, what was refused, and callers that no meter of
 * the inventory is known by.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index end_device_system_title on end_device (system_title) where system_title is not null`.execute(
    db,
  )
  await sql`
    create table push_counter (
      end_device_id bigint not null references end_device on delete cascade,
      key bytea not null,
      counter bigint not null,
      pushes bigint not null,
      last_push timestamptz not null,
      last_from text not null,
      primary key (end_device_id, key)
    )`.execute(db)
  await sql`
    create table refused_push (
      id bigint generated always as identity primary key,
      sender text not null,
      reason text not null,
      from_address text not null,
      detail text not null,
      count bigint not null,
      first_at timestamptz not null,
      last_at timestamptz not null,
      unique (sender, reason)
    )`.execute(db)
  await sql`create index on refused_push (last_at)`.execute(db)
  await sql`
    create table unknown_caller (
      system_title text primary key,
      device_name text,
      serial text,
      model text,
      from_address text not null,
      is_connected boolean not null,
      first_heard timestamptz not null,
      last_heard timestamptz not null,
      calls bigint not null
    )`.execute(db)
  await sql`create index on unknown_caller (last_heard)`.execute(db)
}
