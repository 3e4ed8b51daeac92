import { type Kysely, sql } from 'kysely'

/** A line whose concentrator has given up is given to it again: `tries` counts the jobs before the present one. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table end_device_control add column tries smallint not null default 0`.execute(db)
}
