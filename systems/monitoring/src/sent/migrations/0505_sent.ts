import { type Kysely, sql } from 'kysely'

/** How far the counters of the head-end were read. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table sent_reading (
      single boolean primary key default true check (single),
      changed_until text,
      read_at timestamptz,
      failed_at timestamptz,
      failure text
    )`.execute(db)
  await sql`insert into sent_reading default values`.execute(db)
}
