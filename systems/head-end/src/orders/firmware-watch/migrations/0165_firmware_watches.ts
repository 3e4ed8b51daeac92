import { type Kysely, sql } from 'kysely'

/** Orders of firmware after which the meter is expected to be heard. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table firmware_watch (
      control_id text primary key references end_device_control on delete cascade,
      hours integer not null check (hours > 0),
      roll_back text not null unique default gen_random_uuid()::text,
      state text not null default 'waiting' check (state in ('waiting', 'heard', 'stayed-away', 'void')),
      detail text,
      ended_at timestamptz
    )`.execute(db)
  await sql`create index on firmware_watch (control_id) where state = 'waiting'`.execute(db)
  await sql`create index on firmware_watch (ended_at) where state = 'stayed-away'`.execute(db)
}
