import { type Kysely, sql } from 'kysely'

/** Roles for customers, and for those whom customers let see their data. Accounts and tokens keep the role that they have. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter type role add value 'customer'`.execute(db)
  await sql`alter type role add value 'third-party'`.execute(db)
}
