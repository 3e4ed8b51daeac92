import { type Kysely, sql } from 'kysely'

/** The campaign, of which there is one a service, and the provinces with their meters. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table campaign (
      single boolean primary key default true check (single),
      name text not null,
      time_zone text not null,
      starts date not null,
      ends date not null,
      target integer not null,
      least_days integer not null,
      least_meters integer not null,
      most_visits integer not null,
      notice_days integer not null,
      shared_at timestamptz
    )`.execute(db)
  await sql`
    create table province (
      code text primary key,
      name text not null,
      region text not null,
      meters integer not null
    )`.execute(db)
}
