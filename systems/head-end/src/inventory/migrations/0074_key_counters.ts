import { type Kysely, sql } from 'kysely'

/**
 * Invocation counters belong to the key they are used under (IEC 62056-5-3, 9.2.3: under one key none repeats), not to a row of
 * the inventory: a key may be enrolled under two serial numbers, and come back after its device was removed. A key is
 * known by the digest of its wrapped form, which is the same each time.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table key_counter (
      digest bytea primary key check (length(digest) = 32),
      counter bigint not null
    )`.execute(db)
  await sql`alter table collection add column counter_key bytea`.execute(db)
  await sql`
    update collection c
    set counter_key = coalesce(
      (select coalesce(sha256(k.wrapped_guek), sha256(k.sealed_secrets)) from end_device_key k
       where k.end_device_id = d.id and k.client = coalesce(substring(d.uri from '[?&]client=([0-9]{1,5})')::integer, 16)),
      sha256(convert_to('serial ' || d.serial, 'UTF8')))
    from end_device d where d.id = c.end_device_id`.execute(db)
  await sql`
    insert into key_counter (digest, counter)
    select counter_key, max(invocation_counter) from collection group by counter_key`.execute(db)
  await sql`
    alter table collection drop column invocation_counter`.execute(db)
}
