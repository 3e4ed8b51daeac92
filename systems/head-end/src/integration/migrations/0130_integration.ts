import { type Kysely, sql } from 'kysely'

/** Messages of other systems, in and out, and where they go. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table integration_destination (
      name text primary key,
      kind text not null,
      url text not null,
      address text,
      requests text,
      form text not null,
      nouns text[] not null,
      role text not null,
      enabled boolean not null,
      username text,
      -- Password, token and private key, wrapped as one.
      sealed bytea,
      has_password boolean not null,
      has_certificate boolean not null,
      created_at timestamptz not null,
      changed_at timestamptz not null,
      -- While it is away: since when, why, and when it is tried again.
      away_since timestamptz,
      away_detail text,
      failures integer not null default 0,
      next_attempt_at timestamptz,
      -- The process that takes its messages from the broker.
      door_owner uuid,
      door_until timestamptz,
      door_state text,
      door_detail text
    )`.execute(db)

  await sql`
    create table integration_message (
      id bigint generated always as identity primary key,
      direction text not null,
      -- Out: where it goes. In: the destination whose broker it came through, if it did.
      destination text,
      door text not null,
      source text not null,
      message_id text not null,
      correlation_id text,
      root text not null,
      verb text not null,
      noun text not null,
      result text,
      state text not null,
      xml text not null,
      -- In: of what it says, to tell the same again from another.
      digest bytea,
      -- In: as what its sender may act.
      sender text,
      role text,
      -- What the other end, or we, answered at once.
      answer text,
      answers bigint references integration_message on delete set null,
      attempts integer not null default 0,
      next_attempt_at timestamptz not null,
      lease_owner uuid,
      lease_until timestamptz,
      code text,
      detail text,
      mended_by text,
      created_at timestamptz not null,
      ended_at timestamptz
    )`.execute(db)
  await sql`create unique index on integration_message (source, message_id) where direction = 'in'`.execute(
    db,
  )
  // What is open is little beside what is over.
  await sql`create index on integration_message (destination, correlation_id, id) where state = 'waiting'`.execute(
    db,
  )
  await sql`create index on integration_message (id) where state = 'received'`.execute(db)
  await sql`create index on integration_message (destination, id) where state = 'dead'`.execute(db)
  await sql`create index on integration_message (correlation_id, id)`.execute(db)
  await sql`create index on integration_message (answers) where answers is not null`.execute(db)
  await sql`create index on integration_message (ended_at) where ended_at is not null`.execute(db)

  // What a message has led to, or tells of.
  await sql`
    create table integration_subject (
      message_id bigint not null references integration_message on delete cascade,
      -- 'control' or 'activity'
      kind text not null,
      subject text not null,
      primary key (message_id, kind, subject)
    )`.execute(db)
  await sql`create index on integration_subject (kind, subject)`.execute(db)
}
