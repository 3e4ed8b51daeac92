import { type Kysely, sql } from 'kysely'

/** Whether user and password go to a SOAP service within the envelope. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table integration_destination add column ws_security boolean not null default false`.execute(
    db,
  )
}
