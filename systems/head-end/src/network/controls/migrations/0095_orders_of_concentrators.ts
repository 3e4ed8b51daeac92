import { type Kysely, sql } from 'kysely'

/** Orders to a concentrator itself, few among those to its meters: one that failed is looked for among the later ones. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index on end_device_control (concentrator, ordinal) where end_device_id is null`.execute(
    db,
  )
}
