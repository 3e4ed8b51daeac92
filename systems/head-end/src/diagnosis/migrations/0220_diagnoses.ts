import { type Kysely, sql } from 'kysely'

/** Snapshots of meters, and the work on site that each was taken for. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table diagnosis (
      id uuid primary key default gen_random_uuid(),
      end_device_id bigint not null references end_device on delete cascade,
      taken_at timestamptz not null,
      taken_by text not null,
      reason text not null,
      note text,
      work_request uuid references work_request on delete set null,
      work_order uuid references work_order on delete set null,
      snapshot jsonb not null
    )`.execute(db)
  await sql`create index on diagnosis (end_device_id, taken_at)`.execute(db)
  await sql`create index on diagnosis (work_request) where work_request is not null`.execute(db)
}
