import { type Kysely, sql } from 'kysely'

/**
 * What a person must act on. Meters' events become alarms by rules, alarms with one cause become an incident, and meters
 * without supply have an interruption each, from which the figures of reliability are made.
 */
export async function up(db: Kysely<never>): Promise<void> {
  // What people have changed of the rules that the program brings along.
  await sql`
    create table alarm_rule (
      kind text primary key,
      severity text not null,
      raises boolean not null,
      closes_itself boolean not null,
      changed_at timestamptz not null,
      changed_by text not null
    )`.execute(db)
  await sql`
    create table alarm_silence (
      id bigint generated always as identity primary key,
      end_device_id bigint references end_device on delete cascade,
      concentrator text references concentrator on delete cascade,
      kind text,
      begins timestamptz not null,
      ends timestamptz not null,
      reason text not null,
      created_by text not null,
      created_at timestamptz not null
    )`.execute(db)
  await sql`create index on alarm_silence (ends)`.execute(db)

  // Where a meter hangs in the grid, as the operator's network data say.
  await sql`
    create table supply_point (
      end_device_id bigint primary key references end_device on delete cascade,
      substation text not null,
      feeder text,
      phase text
    )`.execute(db)
  await sql`create index on supply_point (substation, feeder)`.execute(db)

  await sql`
    create table incident (
      id bigint generated always as identity primary key,
      kind text not null,
      -- Of a storm: the kind of its alarms.
      subject text,
      course text not null,
      state text not null default 'new',
      severity text not null,
      substation text,
      feeder text,
      phase text,
      concentrator text,
      began timestamptz not null,
      last_at timestamptz not null,
      ended timestamptz,
      affected integer not null default 0,
      back integer not null default 0,
      alarms integer not null default 0,
      opened_at timestamptz not null,
      assigned_to text,
      closed_at timestamptz,
      closed_by text,
      merged_into bigint references incident on delete set null,
      split_from bigint references incident on delete set null,
      told_course text
    )`.execute(db)
  await sql`create index on incident (severity, id) where state <> 'closed'`.execute(db)
  await sql`create index on incident (opened_at, id)`.execute(db)
  await sql`create index on incident (closed_at) where closed_at is not null`.execute(db)

  await sql`
    create table alarm (
      id bigint generated always as identity primary key,
      end_device_id bigint not null references end_device on delete cascade,
      kind text not null,
      severity text not null,
      state text not null default 'new',
      -- By the device's clock.
      first_time timestamptz not null,
      last_time timestamptz not null,
      -- By ours.
      raised_at timestamptz not null,
      changed_at timestamptz not null,
      count integer not null,
      gone_at timestamptz,
      closes_itself boolean not null,
      substation text,
      concentrator text,
      assigned_to text,
      incident_id bigint references incident on delete set null,
      told boolean not null default false,
      closed_at timestamptz,
      closed_by text
    )`.execute(db)
  await sql`create unique index alarm_open on alarm (end_device_id, kind) where state <> 'closed'`.execute(db)
  await sql`create index on alarm (raised_at, id) where state <> 'closed'`.execute(db)
  // What no incident has taken yet is little beside what is known.
  await sql`create index on alarm (raised_at) where incident_id is null and state <> 'closed'`.execute(db)
  await sql`create index on alarm (incident_id) where incident_id is not null`.execute(db)
  await sql`create index on alarm (id) where not told and state <> 'closed'`.execute(db)
  await sql`create index on alarm (closed_at) where closed_at is not null`.execute(db)

  await sql`
    create table interruption (
      id bigint generated always as identity primary key,
      end_device_id bigint not null references end_device on delete cascade,
      began timestamptz not null,
      ended timestamptz,
      noticed_at timestamptz not null,
      -- By what it was noticed: 'power-down', 'silence', 'log'.
      source text not null,
      -- Whether the meter itself has said so.
      confirmed boolean not null,
      substation text,
      feeder text,
      phase text,
      incident_id bigint references incident on delete set null,
      check (ended >= began)
    )`.execute(db)
  await sql`create unique index interruption_open on interruption (end_device_id) where ended is null`.execute(
    db,
  )
  await sql`create index on interruption (end_device_id, began)`.execute(db)
  await sql`create index on interruption (began) where confirmed`.execute(db)
  await sql`create index on interruption (noticed_at) where incident_id is null`.execute(db)
  await sql`create index on interruption (incident_id) where incident_id is not null`.execute(db)

  // What was done and what happened, for alarm and incident.
  await sql`
    create table alarm_entry (
      id bigint generated always as identity primary key,
      alarm_id bigint references alarm on delete cascade,
      incident_id bigint references incident on delete cascade,
      at timestamptz not null,
      by text not null,
      action text not null,
      detail text,
      check ((alarm_id is null) <> (incident_id is null))
    )`.execute(db)
  await sql`create index on alarm_entry (alarm_id, id) where alarm_id is not null`.execute(db)
  await sql`create index on alarm_entry (incident_id, id) where incident_id is not null`.execute(db)
}
