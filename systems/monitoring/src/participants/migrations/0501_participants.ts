import { type Kysely, sql } from 'kysely'

/** Who takes part, under which contract, with how many devices of which model, and the integration tests of these. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table participant (
      id text primary key,
      name text not null,
      kind text not null,
      contact text not null,
      contract_state text not null,
      contract_date date,
      joined_at timestamptz not null
    )`.execute(db)
  await sql`
    create table participant_member (
      principal text primary key,
      participant text not null references participant
    )`.execute(db)
  await sql`
    create table offer (
      participant text not null references participant,
      maker text not null,
      model text not null,
      offered integer not null,
      granted integer,
      primary key (participant, maker, model)
    )`.execute(db)
  await sql`
    create table integration_test (
      id integer generated always as identity primary key,
      participant text not null references participant,
      maker text not null,
      model text not null,
      hardware text not null,
      firmware text not null,
      from_day date not null,
      to_day date not null,
      place text not null,
      booked_at timestamptz not null,
      outcome text,
      outcome_at timestamptz,
      report text
    )`.execute(db)
  await sql`create index on integration_test (maker, model, hardware, firmware)`.execute(db)
  await sql`
    create table notice (
      id integer generated always as identity primary key,
      participant text not null references participant,
      at timestamptz not null,
      subject text not null,
      told jsonb not null,
      read_at timestamptz
    )`.execute(db)
  await sql`create index on notice (participant, id)`.execute(db)
}
