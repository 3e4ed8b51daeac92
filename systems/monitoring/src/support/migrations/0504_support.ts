import { type Kysely, sql } from 'kysely'

/** The support desk, and visits on site with what made noise there. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table visit (
      id integer generated always as identity primary key,
      device text not null references device,
      reason text not null,
      state text not null,
      asked_at timestamptz not null,
      asked_by text not null,
      planned_for date,
      technician text,
      done_on date,
      summary text
    )`.execute(db)
  await sql`
    create table visit_finding (
      visit integer not null references visit on delete cascade,
      ordinal integer not null,
      source text not null,
      low_khz real,
      high_khz real,
      level_dbuv real,
      hours text,
      remedy text,
      primary key (visit, ordinal)
    )`.execute(db)
  await sql`
    create table support_ticket (
      id integer generated always as identity primary key,
      participant text not null references participant,
      device text references device,
      subject text not null,
      state text not null,
      opened_at timestamptz not null,
      changed_at timestamptz not null
    )`.execute(db)
  await sql`
    create table support_message (
      ticket integer not null references support_ticket on delete cascade,
      ordinal integer not null,
      at timestamptz not null,
      author text not null,
      text text not null,
      primary key (ticket, ordinal)
    )`.execute(db)
}
