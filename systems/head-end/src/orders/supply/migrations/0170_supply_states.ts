import { type Kysely, sql } from 'kysely'

/**
 * Where the supply switch of a meter stands: as the last order that ended well has left it (`expected`), and as the meter showed it last
 * (`found`). `differences` says in what the two contradict each other, or the meter itself.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table supply_state (
      end_device_id bigint primary key references end_device on delete cascade,
      expected text not null check (expected in ('disconnected', 'connected', 'ready-for-reconnection')),
      expected_at timestamptz not null,
      found text not null check (found in ('disconnected', 'connected', 'ready-for-reconnection')),
      found_at timestamptz not null,
      control_id text not null,
      output_state boolean,
      control_mode smallint,
      load_side_volts double precision,
      differences text[] not null default '{}',
      differs_since timestamptz
    )`.execute(db)
  await sql`create index on supply_state (control_id)`.execute(db)
  await sql`create index on supply_state (differs_since) where differs_since is not null`.execute(db)
}
