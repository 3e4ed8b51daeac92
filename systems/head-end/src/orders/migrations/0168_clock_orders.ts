import { type Kysely, sql } from 'kysely'

/** The open orders that put clocks right are counted before each new one. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create index end_device_control_clocks on end_device_control (id)
      where not settled and kind = 'set-clock' and requested_by = 'head-end'`.execute(db)
}
