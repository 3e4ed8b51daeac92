import { type Kysely, sql } from 'kysely'

/** Whether the clocks of a schedule's meters are put right when a reading finds them off. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table meter_read_schedule add column set_clock boolean not null default true`.execute(db)
}
