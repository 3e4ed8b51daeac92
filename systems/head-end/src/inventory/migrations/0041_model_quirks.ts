import { type Kysely, sql } from 'kysely'

/** Models of meters that differ from the standard, as data. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table model_quirks (
      model text primary key,
      no_lists boolean not null,
      no_ranges boolean not null,
      range_as_date_time boolean not null,
      deviation text not null check (deviation in ('stated', 'inverted', 'ignored')),
      clock_zone text
    )`.execute(db)
}
