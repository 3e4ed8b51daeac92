import { type Kysely, sql } from 'kysely'

/**
 * Meters on power lines number their events (16 bit): there the number is the ordinal, and equal events of one second
 * stay apart in whatever portions they come.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table end_device_event
      alter column ordinal type integer,
      add column numbered boolean not null default false`.execute(db)
}
