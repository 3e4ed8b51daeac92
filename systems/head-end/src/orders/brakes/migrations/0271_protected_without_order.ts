import { type Kysely, sql } from 'kysely'

/** A meter that takes no orders is protected by what the head-end refuses alone: it has no order. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table protected_meter alter control_id drop not null`.execute(db)
  await sql`
    update protected_meter m set control_id = null
    where not exists (select from end_device_control c where c.id = m.control_id)`.execute(db)
}
