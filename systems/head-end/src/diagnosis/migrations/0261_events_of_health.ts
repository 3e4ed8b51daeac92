import { type Kysely, sql } from 'kysely'

/** What meters report of their battery and memory is found without a look at all events: the numbers that some profile has for it. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create index end_device_event_health on end_device_event (end_device_id, log, code, time desc)
      where code in (7, 8, 12, 13, 14, 15, 16)`.execute(db)
}
