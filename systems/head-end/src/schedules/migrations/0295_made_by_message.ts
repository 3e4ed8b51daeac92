import { type Kysely, sql } from 'kysely'

/** Schedules that a message of another system asked for go when no device has them any more. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table meter_read_schedule add column made_by_message boolean not null default false`.execute(
    db,
  )
  // Whether a schedule is of use to any device is asked at each change.
  await sql`create index end_device_schedule on end_device (schedule_id)`.execute(db)
}
