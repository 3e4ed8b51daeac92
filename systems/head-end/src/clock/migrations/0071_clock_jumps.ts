import { type Kysely, sql } from 'kysely'

/** Jumps of the head-end's clock, and what it showed when a head-end last ran on this store. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table clock_jump (
      id bigint generated always as identity primary key,
      expected timestamptz not null,
      found timestamptz not null
    )`.execute(db)
  await sql`alter table head_end add column clock_seen timestamptz`.execute(db)
}
