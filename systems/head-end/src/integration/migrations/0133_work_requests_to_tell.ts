import { type Kysely, sql } from 'kysely'

/** Which work requests other systems were told of, and of the end of which. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table integration_told_work (
      work_request uuid primary key,
      told_at timestamptz not null,
      end_told_at timestamptz
    )`.execute(db)
}
