import { type Kysely, sql } from 'kysely'

/** Of orders that became due together, the one that was asked for first goes first. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`drop index end_device_control_due`.execute(db)
  await sql`
    create index end_device_control_due on end_device_control (rank, next_attempt_at, ordinal)
      where way = 'session' and not settled and released`.execute(db)
}
