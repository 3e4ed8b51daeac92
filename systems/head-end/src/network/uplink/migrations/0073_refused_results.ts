import { type Kysely, sql } from 'kysely'

/** Results of concentrators that were refused for good, to be looked at. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table refused_result (
      id bigint generated always as identity primary key,
      concentrator text not null references concentrator on delete cascade,
      key text not null,
      aca text not null,
      kind text not null,
      reason text not null,
      detail text not null,
      content text not null,
      received_at timestamptz not null,
      unique (concentrator, key)
    )`.execute(db)
  await sql`create index on refused_result (concentrator, id)`.execute(db)
}
