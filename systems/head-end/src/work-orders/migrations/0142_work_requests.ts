import { type Kysely, sql } from 'kysely'

/** Work that is to be done on site at many meters, line by line, and how each line stands. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table work_request (
      id uuid primary key,
      reason text not null,
      activity text,
      created_at timestamptz not null,
      created_by text not null,
      cancelled_at timestamptz
    )`.execute(db)
  await sql`create index on work_request (created_at desc, id)`.execute(db)
  await sql`create index on work_request (activity) where activity is not null`.execute(db)
  await sql`
    create table work_request_line (
      work_request uuid not null references work_request on delete cascade,
      place integer not null,
      end_device_id bigint not null references end_device on delete cascade,
      control_id text references end_device_control on delete set null,
      steps jsonb not null,
      why text not null,
      work_order uuid references work_order on delete set null,
      closed text check (closed in ('done', 'withdrawn')),
      closed_at timestamptz,
      primary key (work_request, place)
    )`.execute(db)
  await sql`create index on work_request_line (work_order) where work_order is not null`.execute(db)
  // An order is in hand on site once at a time.
  await sql`
    create unique index work_request_line_control on work_request_line (control_id)
    where control_id is not null and closed is null`.execute(db)
}
