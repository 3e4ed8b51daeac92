import { type Kysely, sql } from 'kysely'

/** Signatures of firmware that are trusted, and batteries that were replaced. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table trusted_firmware (
      part text not null,
      version text not null,
      signature text not null,
      trusted_at timestamptz not null,
      trusted_by text not null,
      primary key (part, version, signature)
    )`.execute(db)
  await sql`
    create table battery_replacement (
      end_device_id bigint primary key references end_device on delete cascade,
      replaced_at timestamptz not null,
      noted_by text not null
    )`.execute(db)
}
