import { type Kysely, sql } from 'kysely'

/**
 * One store of files for meters: configurations, and the images of firmware that were kept before, which stay available.
 * Concentrators fetch them in parts, by SHA-256. A file is signed by a key of its vendor, all but images of administrators.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table vendor_key (
      name text primary key,
      vendor text not null,
      algorithm text not null check (algorithm in ('ed25519', 'ecdsa-p256')),
      public_key text not null unique,
      registered_at timestamptz not null,
      registered_by text not null,
      revoked_at timestamptz,
      revoked_by text
    )`.execute(db)
  await sql`
    create table device_file (
      sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
      kind text not null check (kind in ('configuration', 'firmware')),
      name text not null,
      version text not null,
      models text[] not null,
      legal boolean not null default false,
      octets bytea not null,
      vendor_key text references vendor_key,
      signature bytea,
      state text not null check (state in ('test', 'approved', 'available', 'withdrawn')),
      uploaded_at timestamptz not null,
      uploaded_by text not null,
      approved_at timestamptz,
      approved_by text check (approved_by <> uploaded_by),
      available_at timestamptz,
      available_by text,
      withdrawn_at timestamptz,
      withdrawn_by text,
      reason text
    )`.execute(db)
  // Parts are cut out of it: whole octets can be cut without reading all of them.
  await sql`alter table device_file alter column octets set storage external`.execute(db)
  await sql`create index on device_file (uploaded_at desc, sha256)`.execute(db)
  await sql`create index on device_file (uploaded_by)`.execute(db)
  await sql`
    insert into device_file (sha256, kind, name, version, models, octets, state,
      uploaded_at, uploaded_by, available_at, available_by)
    select sha256, 'firmware', 'firmware', version, '{}', octets, 'available',
      uploaded_at, uploaded_by, uploaded_at, uploaded_by
    from firmware_image`.execute(db)
  await sql`drop table firmware_image`.execute(db)

  await sql`
    create table test_meter (
      end_device_id bigint primary key references end_device on delete cascade,
      since timestamptz not null,
      by text not null
    )`.execute(db)
}
