import { type Kysely, sql } from 'kysely'

/** The overview counts end devices by time zone: what is due of each depends on its local day. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index on end_device (time_zone)`.execute(db)
}
