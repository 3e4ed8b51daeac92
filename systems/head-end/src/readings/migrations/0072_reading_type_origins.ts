import { type Kysely, sql } from 'kysely'

/** Who first brought a quantity that has no name here: what one device or concentrator may bring is bounded. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table reading_type add column origin text`.execute(db)
  await sql`create index on reading_type (origin) where origin is not null`.execute(db)
}
