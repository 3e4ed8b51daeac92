import { type Kysely, sql } from 'kysely'

/** What went over the wire for an order, an attempt a row: of each frame its direction, its time and its octets, ciphered as they came. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table end_device_control_frames (
      control_id text not null references end_device_control on delete cascade,
      attempt integer not null,
      at timestamptz not null,
      uri text not null,
      frames jsonb not null,
      primary key (control_id, attempt)
    )`.execute(db)
  await sql`create index on end_device_control_frames (at)`.execute(db)
}
