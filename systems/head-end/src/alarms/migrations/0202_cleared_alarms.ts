import { type Kysely, sql } from 'kysely'

/** Whether the bit of an alarm was cleared in its meter, or need not be, after the alarm was closed. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table alarm add cleared boolean not null default false`.execute(db)
  await sql`
    create index on alarm (id) where state = 'closed' and not cleared and closed_by <> 'head-end'`.execute(db)
}
