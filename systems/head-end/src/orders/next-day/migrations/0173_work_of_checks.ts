import { type Kysely, sql } from 'kysely'

/** The work request that a check which differs has led to. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table configuration_check add work_request uuid`.execute(db)
}
