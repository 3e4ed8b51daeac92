import { type Kysely, sql } from 'kysely'

/** Balances of days with all curves: they change no more. Others are computed on request. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table energy_balance (
      concentrator text not null references concentrator on delete cascade,
      day date not null,
      balance jsonb not null,
      computed_at timestamptz not null,
      primary key (concentrator, day)
    )`.execute(db)

  // What concentrators compute themselves; a later one replaces an earlier one.
  await sql`
    create table energy_balance_report (
      concentrator text not null references concentrator on delete cascade,
      transformer text not null,
      day date not null,
      report jsonb not null,
      received_at timestamptz not null,
      primary key (concentrator, transformer, day)
    )`.execute(db)
}
