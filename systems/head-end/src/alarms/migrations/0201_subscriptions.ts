import { type Kysely, sql } from 'kysely'

/** Who is told of alarms and incidents, and what there was to tell. */
export async function up(db: Kysely<never>): Promise<void> {
  // Mail goes through the outbox as all messages do.
  await sql`alter table integration_message add recipients text[], add subject text`.execute(db)
  await sql`
    create table alarm_subscription (
      id bigint generated always as identity primary key,
      name text not null,
      -- Whose it is in the console: one person, or all of a role.
      person text,
      role text,
      -- Where it goes otherwise; mail goes to addresses.
      destination text references integration_destination on delete cascade,
      addresses text[] not null,
      severity text not null,
      kinds text[] not null,
      substation text,
      enabled boolean not null,
      created_by text not null,
      created_at timestamptz not null,
      check ((destination is null) = (person is not null or role is not null))
    )`.execute(db)
  await sql`
    create table alarm_news (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      incident_id bigint references incident on delete cascade,
      alarm_id bigint references alarm on delete cascade,
      kind text not null,
      -- 'new', or the course that an incident has taken.
      what text not null,
      severity text not null,
      substation text,
      feeder text,
      end_device text,
      affected integer not null,
      back integer not null
    )`.execute(db)
  await sql`create index on alarm_news (at)`.execute(db)
  await sql`drop index alarm_id_idx`.execute(db)
  await sql`create index on alarm (id) where not told and state = 'new' and incident_id is null`.execute(db)
  await sql`create index on incident (id) where told_course is distinct from course`.execute(db)
  await sql`
    insert into alarm_subscription (name, role, addresses, severity, kinds, enabled, created_by, created_at)
    values ('Console of the desk', 'operator', '{}', 'major', '{}', true, 'head-end', now())`.execute(db)
}
