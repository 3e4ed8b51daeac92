import { type Kysely, sql } from 'kysely'

/** When a device first proved keys of its own in place of those it was installed with; those of before are not known to have. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table end_device add column commissioned_at timestamptz`.execute(db)
}
