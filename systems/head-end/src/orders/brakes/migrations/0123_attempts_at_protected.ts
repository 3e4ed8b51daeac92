import { type Kysely, sql } from 'kysely'

/** When it was last tried to switch off the supply of a protected customer: the overview tells of it. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table protected_customer add attempted_at timestamptz`.execute(db)
}
