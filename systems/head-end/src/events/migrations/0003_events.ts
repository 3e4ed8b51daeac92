import { type Kysely, sql } from 'kysely'

/**
 * Events as the device's logs hold them. A log has no record number, so a record is known by its place: device,
 * log, time, code, and the ordinal among equal ones. Reading a log twice therefore stores nothing twice.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table end_device_event (
      end_device_id bigint not null,
      time timestamptz not null,
      log text not null,
      code integer not null,
      ordinal smallint not null,
      primary key (end_device_id, time, log, code, ordinal)
    )`.execute(db)
  await sql`create index on end_device_event (time, end_device_id, log, code, ordinal)`.execute(db)
}
