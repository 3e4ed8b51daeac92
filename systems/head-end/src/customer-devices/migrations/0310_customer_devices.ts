import { type Kysely, sql } from 'kysely'

/**
 * Devices of customers as their makers and we know them; which meter sends to which, as it is wanted and as far as the meter has it;
 * what meters have sent by day; and what is told to a device by another way than the meter's.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table customer_device (
      id text primary key,
      maker text not null,
      model text,
      aca text not null unique,
      initial_key bytea not null,
      created_at timestamptz not null
    )`.execute(db)
  await sql`
    create table customer_association (
      end_device_id bigint primary key references end_device on delete cascade,
      device text not null references customer_device,
      role text not null,
      pod text not null,
      profile bigint not null,
      gap integer not null,
      weekly_threshold bigint not null,
      contract jsonb not null,
      encryption_key bytea not null,
      authentication_key bytea not null,
      is_revoked boolean not null,
      version integer not null,
      applied integer not null,
      keyed integer not null,
      detail text,
      attempted_at timestamptz,
      changed_at timestamptz not null
    )`.execute(db)
  await sql`create index on customer_association (device)`.execute(db)
  await sql`create index on customer_association (attempted_at) where applied < version`.execute(db)
  await sql`
    create table sent_counter (
      end_device_id bigint not null references end_device on delete cascade,
      device text not null references customer_device,
      day date not null,
      counts integer[] not null,
      power_loss boolean not null,
      changed_at timestamptz not null,
      primary key (end_device_id, device, day)
    )`.execute(db)
  await sql`create index on sent_counter (changed_at, end_device_id, day)`.execute(db)
  await sql`
    create table customer_text (
      id text primary key,
      ordinal bigint generated always as identity unique,
      device text not null references customer_device on delete cascade,
      message jsonb not null,
      created_at timestamptz not null,
      created_by text not null,
      published_at timestamptz,
      received_at timestamptz,
      read_at timestamptz
    )`.execute(db)
  await sql`create index on customer_text (device, ordinal)`.execute(db)
  await sql`create index on customer_text (ordinal) where published_at is null`.execute(db)
}
