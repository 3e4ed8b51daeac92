import { type Kysely, sql } from 'kysely'

/**
 * Open orders are looked for at each tick and each overview: without those that we took for expired, which stay unsettled for ever.
 * Orders to a concentrator itself are few among those to its meters: one that failed is looked for among the later ones.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`drop index end_device_control_concentrator_idx`.execute(db)
  await sql`
    create index on end_device_control (concentrator) where not settled and state <> 'expired'`.execute(db)
  await sql`create index on end_device_control (concentrator, ordinal) where end_device_id is null`.execute(
    db,
  )
}
