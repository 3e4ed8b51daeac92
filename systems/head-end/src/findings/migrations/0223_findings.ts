import { type Kysely, sql } from 'kysely'

/** Cases with their evidence, and up to where events and days have been searched. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table finding (
      id bigint generated always as identity primary key,
      kind text not null,
      end_device_id bigint references end_device on delete cascade,
      concentrator text references concentrator on delete cascade,
      state text not null default 'open' check (state in ('open', 'in-work', 'confirmed', 'dismissed')),
      score real not null,
      figure double precision,
      opened_at timestamptz not null,
      last_evidence_at timestamptz not null,
      changed_at timestamptz not null,
      changed_by text,
      comment text,
      work_request uuid references work_request on delete set null,
      check (end_device_id is not null or concentrator is not null)
    )`.execute(db)
  await sql`
    create unique index finding_in_hand on finding (kind, coalesce(end_device_id, 0), coalesce(concentrator, ''))
    where state in ('open', 'in-work')`.execute(db)
  await sql`create index on finding (state, score)`.execute(db)
  await sql`create index on finding (end_device_id)`.execute(db)
  await sql`
    create table finding_evidence (
      finding_id bigint not null references finding on delete cascade,
      key text not null,
      at timestamptz not null,
      source text not null,
      detail text not null,
      event jsonb,
      primary key (finding_id, key)
    )`.execute(db)
  await sql`
    create table finding_search (
      id boolean primary key default true check (id),
      last_event bigint not null,
      last_day date
    )`.execute(db)
  await sql`insert into finding_search (last_event) values (0)`.execute(db)
  await sql`
    create table generation_site (
      end_device_id bigint primary key references end_device on delete cascade,
      declared_at timestamptz not null,
      declared_by text not null
    )`.execute(db)
}
