import { type Kysely, sql } from 'kysely'
import { sharedLineOf } from '../../inventory/shared-line.ts'

/**
 * Clients that prove themselves otherwise than with a pair of symmetric keys, and meters that share a line. The line is
 * kept with the collection state, because it decides what may be leased.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table end_device_key
      alter column client type integer,
      alter column wrapped_guek drop not null,
      alter column wrapped_gak drop not null,
      add column sealed_secrets bytea,
      add check ((wrapped_guek is null) = (wrapped_gak is null))`.execute(db)

  await sql`alter table collection add column line text`.execute(db)
  await sql`create index on collection (line, next_due) where line is not null`.execute(db)
  const { rows } = await sql<{ id: number; uri: string }>`
    select id, uri from end_device where uri ~ '^dlms.serial:|framing=hdlc|gateway='`.execute(db)
  for (const { id, uri } of rows) {
    await sql`update collection set line = ${sharedLineOf(uri) ?? null} where end_device_id = ${id}`.execute(
      db,
    )
  }
}
