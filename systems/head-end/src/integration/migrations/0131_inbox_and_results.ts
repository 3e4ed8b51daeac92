import { type Kysely, sql } from 'kysely'

/** What tells messages apart, the orders whose ends are to be told, and what is still to be published. */
export async function up(db: Kysely<never>): Promise<void> {
  // Two senders may choose the same identifiers: neither keeps the other's messages out.
  await sql`drop index integration_message_source_message_id_idx`.execute(db)
  await sql`create unique index on integration_message (sender, source, message_id) where direction = 'in'`.execute(
    db,
  )
  await sql`alter table integration_message add column nonce text, add column reply_to text`.execute(db)
  await sql`create unique index on integration_message (sender, nonce) where nonce is not null`.execute(db)

  // Of an order that a message has asked for: what its sender calls it, and when its end was told.
  await sql`
    alter table integration_subject
      add column end_device text,
      add column tracking text,
      add column operation integer,
      add column watched boolean not null default false,
      add column told_at timestamptz`.execute(db)
  await sql`create index on integration_subject (subject) where watched and told_at is null`.execute(db)

  // What was stored and is still to be published. A row is deleted in the transaction that puts its message into the outbox.
  await sql`
    create table integration_new_reading (
      end_device_id bigint not null,
      day date not null,
      primary key (end_device_id, day)
    )`.execute(db)
  await sql`
    create table integration_new_event (
      end_device_id bigint not null,
      time timestamptz not null,
      log text not null,
      code integer not null,
      ordinal integer not null,
      primary key (end_device_id, time, log, code, ordinal)
    )`.execute(db)
}
