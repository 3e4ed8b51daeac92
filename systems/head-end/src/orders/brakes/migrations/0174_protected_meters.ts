import { type Kysely, sql } from 'kysely'

/** Meters of protected customers, with the order that has set their switch to mode 0, in which it does not open. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table protected_meter (
      end_device_id bigint primary key references end_device on delete cascade,
      control_id text not null,
      since timestamptz not null
    )`.execute(db)
}
