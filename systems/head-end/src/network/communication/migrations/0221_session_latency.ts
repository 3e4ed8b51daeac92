import { type Kysely, sql } from 'kysely'

/** Sessions of each meter and local day by how long the meter took until it was associated; those that failed have a bucket of their own. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table session_latency (
      end_device_id bigint not null,
      day date not null,
      bucket smallint not null,
      sessions integer not null,
      retries integer not null,
      primary key (end_device_id, day, bucket)
    )`.execute(db)
  await sql`create index on session_latency (day)`.execute(db)
}
