import { type Kysely, sql } from 'kysely'

/** New keys are staged for each client of a meter apart; those of before are of management. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table staged_key add column client integer not null default 1`.execute(db)
  await sql`alter table staged_key alter column client drop default`.execute(db)
  await sql`alter table staged_key drop constraint staged_key_pkey`.execute(db)
  await sql`alter table staged_key add primary key (end_device_id, client)`.execute(db)
}
