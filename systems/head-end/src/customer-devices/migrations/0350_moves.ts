import { type Kysely, sql } from 'kysely'

/** Since when a meter is to send to its device, to tell who moved out from who moved in; and when its counters were read, or asked for in vain. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table customer_association
    add column begun_at timestamptz, add column counted_at timestamptz, add column count_tried_at timestamptz`.execute(
    db,
  )
  await sql`update customer_association set begun_at = changed_at`.execute(db)
  await sql`alter table customer_association alter column begun_at set not null`.execute(db)
}
