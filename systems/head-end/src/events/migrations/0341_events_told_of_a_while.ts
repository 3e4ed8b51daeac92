import { type Kysely, sql } from 'kysely'

/** Events of which it is only known between which instants they were: sought far behind what may be the same, and few. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create index end_device_event_since on end_device_event (end_device_id, time) where since is not null`.execute(
    db,
  )
}
