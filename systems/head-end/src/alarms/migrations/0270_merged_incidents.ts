import { type Kysely, sql } from 'kysely'

/** An incident that was taken in by that of its area holds nothing together any more. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    update incident set course = 'merged', affected = 0, back = 0, alarms = 0 where merged_into is not null`.execute(
    db,
  )
}
