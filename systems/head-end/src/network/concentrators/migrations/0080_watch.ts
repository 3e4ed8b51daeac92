import { type Kysely, sql } from 'kysely'

/**
 * What the list of problems asks for: since when a concentrator's results wait and its clock is off, since when a meter's
 * clock is off, which meters are silent. What was not measured on a line is null.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table concentrator
      add backlog_since timestamptz,
      add clock_off_since timestamptz`.execute(db)
  await sql`
    alter table line_neighbour
      alter snr drop not null,
      alter signal drop not null,
      alter success drop not null`.execute(db)
  // Zero stood for "no exchange yet", too.
  await sql`update line_neighbour set success = null where success = 0 and valid_to is null`.execute(db)
  await sql`create index on line_neighbour (concentrator) where valid_to is null and state = 'silent'`.execute(
    db,
  )
  await sql`alter table collection add clock_off_since timestamptz`.execute(db)
  await sql`create index on collection (clock_off_since) where clock_off_since is not null`.execute(db)
  await sql`create index on end_device_control (changed_at) where state in ('refused', 'failed', 'expired')`.execute(
    db,
  )
}
