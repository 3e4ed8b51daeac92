import { type Kysely, sql } from 'kysely'

/** Tickets by which field devices reach concentrators on site: which were given, never what proves them. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table concentrator_ticket (
      id uuid primary key,
      concentrator text not null references concentrator on delete cascade,
      field_device text not null,
      access text not null,
      not_before timestamptz not null,
      not_after timestamptz not null,
      issued_at timestamptz not null,
      issued_by text not null
    )`.execute(db)
  await sql`create index on concentrator_ticket (concentrator, issued_at desc)`.execute(db)
}
