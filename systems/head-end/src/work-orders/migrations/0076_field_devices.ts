import { type Kysely, sql } from 'kysely'

/** Field devices that may be given orders. Those that have had orders before are registered, and wait to be approved. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table field_device (
      name text primary key,
      sealing text not null unique,
      signing text not null unique,
      registered_at timestamptz not null,
      registered_by text not null,
      approved_at timestamptz,
      approved_by text
    )`.execute(db)
  await sql`
    insert into field_device (name, sealing, signing, registered_at, registered_by)
    select 'device-' || substr(sealing_key, 1, 12), sealing_key, signing_key, min(issued_at), min(issued_by)
    from work_order group by sealing_key, signing_key
    on conflict do nothing`.execute(db)
}
