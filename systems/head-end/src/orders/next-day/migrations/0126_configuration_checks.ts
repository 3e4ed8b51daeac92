import { type Kysely, sql } from 'kysely'

/** Meters that were configured, and whether they show the day after what the configuration says. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table configuration_check (
      control_id text primary key references end_device_control on delete cascade,
      end_device_id bigint not null references end_device on delete cascade,
      sha256 text not null,
      configured_at timestamptz not null,
      due_at timestamptz not null,
      comparison text not null unique,
      state text not null default 'waiting' check (state in ('waiting', 'coherent', 'differs', 'unknown')),
      findings text[] not null default '{}',
      checked_at timestamptz
    )`.execute(db)
  await sql`create index on configuration_check (due_at) where state = 'waiting'`.execute(db)
  await sql`create index on configuration_check (checked_at) where state = 'differs'`.execute(db)
  await sql`create index on configuration_check (end_device_id)`.execute(db)
  await sql`
    create index end_device_control_configured on end_device_control (ordinal)
      where kind = 'configure' and state in ('done', 'verified')`.execute(db)
}
