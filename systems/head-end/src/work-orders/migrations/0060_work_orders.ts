import { type Kysely, sql } from 'kysely'

/** Work for field devices: the key that signs orders, the orders, and what came of their steps. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table work_order_signer (
      id boolean primary key default true check (id),
      sealed_secret bytea not null
    )`.execute(db)
  await sql`
    create table work_order (
      id uuid primary key,
      end_device_id bigint not null references end_device on delete cascade,
      steps jsonb not null,
      sealing_key text not null,
      signing_key text not null,
      not_before timestamptz not null,
      not_after timestamptz not null,
      issued_at timestamptz not null,
      issued_by text not null
    )`.execute(db)
  await sql`create index on work_order (issued_at desc, id)`.execute(db)
  await sql`create index on work_order (end_device_id)`.execute(db)
  await sql`
    create table work_order_result (
      work_order_id uuid not null references work_order on delete cascade,
      step integer not null,
      outcome text not null check (outcome in ('done', 'failed')),
      at timestamptz not null,
      value jsonb,
      error text,
      received_at timestamptz not null,
      received_by text not null,
      primary key (work_order_id, step)
    )`.execute(db)
}
