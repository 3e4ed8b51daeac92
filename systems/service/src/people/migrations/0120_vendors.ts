import { type Kysely, sql } from 'kysely'

/** A role for makers of devices, who hand in files for them. Accounts and tokens keep the role that they have. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter type role add value 'vendor'`.execute(db)
}
