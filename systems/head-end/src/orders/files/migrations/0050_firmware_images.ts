import { type Kysely, sql } from 'kysely'

/** Images of firmware for meters on power lines. Concentrators fetch them in parts, by SHA-256. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table firmware_image (
      sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
      version text not null,
      octets bytea not null,
      uploaded_at timestamptz not null,
      uploaded_by text not null
    )`.execute(db)
  // Parts are cut out of it: whole octets can be cut without reading all of them.
  await sql`alter table firmware_image alter column octets set storage external`.execute(db)
}
