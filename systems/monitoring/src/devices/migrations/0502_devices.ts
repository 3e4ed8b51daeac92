import { type Kysely, sql } from 'kysely'

/** Customer devices, and the meters that each of them hears. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table device (
      id text primary key,
      pseudonym text not null unique,
      participant text not null references participant,
      maker text not null,
      model text not null,
      hardware text not null,
      firmware text not null,
      smitp_address text not null unique,
      system_title text not null unique,
      survey jsonb not null,
      starts date not null,
      ends date,
      last_upload_at timestamptz,
      told_firmware text
    )`.execute(db)
  await sql`create index on device (participant, maker, model)`.execute(db)
  await sql`
    create table point (
      id integer generated always as identity primary key,
      device text not null references device on delete cascade,
      meter text not null,
      pod text not null unique,
      end_device text,
      province text not null references province,
      unique (device, meter)
    )`.execute(db)
  await sql`create index on point (end_device)`.execute(db)
}
