import { type Kysely, sql } from 'kysely'

/**
 * Activities: one kind of order at many meters. Their lines are orders with `activity`, made at once and released by and by. Each line
 * has its `stage`, and where its order goes: `via` the concentrator that served the meter then, or in a `cell` of the mobile network;
 * empty text for none.
 *
 * An activity is leased while it is looked after, so that several processes share the work; what a killed one has leased is free again
 * when its lease ends. `counts` are as of `counted_at`; `moved_at` tells one that gets nowhere.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table activity (
      id text primary key,
      ordinal bigint generated always as identity unique,
      name text not null,
      kind text not null,
      parameters jsonb not null,
      state text not null default 'planned' check (state in ('planned', 'running', 'paused', 'done', 'cancelled')),
      priority text not null,
      rank smallint generated always as
        (case priority when 'on-demand' then 0 when 'high' then 1 when 'normal' then 2 else 3 end) stored,
      retries integer not null,
      include text[] not null,
      hours jsonb,
      time_zone text not null,
      pace jsonb not null,
      stages jsonb not null,
      stop_rule jsonb,
      stage integer not null default 0,
      stage_totals integer[] not null,
      stopped jsonb,
      left_out integer not null,
      replan_of text references activity on delete set null,
      created_at timestamptz not null,
      created_by text not null,
      starts_at timestamptz not null,
      expires_at timestamptz not null,
      started_at timestamptz,
      paused_at timestamptz,
      ended_at timestamptz,
      counts jsonb not null,
      open_lines integer not null default 0,
      forgiven integer not null default 0,
      counted_at timestamptz not null,
      moved_at timestamptz not null,
      next_look_at timestamptz not null,
      lease_owner uuid,
      lease_until timestamptz
    )`.execute(db)
  await sql`
    create index activity_due on activity (next_look_at) where state in ('planned', 'running', 'paused') or open_lines > 0`.execute(
    db,
  )
  await sql`create index on activity (replan_of) where replan_of is not null`.execute(db)

  await sql`
    create table activity_left_out (
      activity text not null references activity on delete cascade,
      serial text not null,
      reason text not null,
      detail text not null,
      primary key (activity, serial)
    )`.execute(db)

  await sql`
    create table end_device_group (
      name text primary key,
      created_at timestamptz not null,
      created_by text not null
    )`.execute(db)
  await sql`
    create table end_device_group_member (
      group_name text not null references end_device_group on delete cascade,
      end_device_id bigint not null references end_device on delete cascade,
      primary key (group_name, end_device_id)
    )`.execute(db)
  await sql`create index on end_device_group_member (end_device_id)`.execute(db)

  await sql`alter table end_device add column cell text`.execute(db)
  await sql`
    alter table end_device_control
      add column stage smallint,
      add column via text not null default '',
      add column cell text not null default ''`.execute(db)
  // One index answers how far an activity is, by whatever it is asked: without a look at the rows of 100,000 orders.
  await sql`
    create index end_device_control_progress on end_device_control (activity, stage, via, state, released)
      where activity is not null`.execute(db)
  await sql`
    create index end_device_control_waiting on end_device_control
      (activity, stage, via, cell, ordinal)
      where activity is not null and not released and not settled`.execute(db)
  await sql`
    create index end_device_control_under_way on end_device_control (activity, via, cell)
      where activity is not null and released and not settled and state <> 'expired'`.execute(db)
}
