import { type Kysely, sql } from 'kysely'

/** Requests of orders as they went to meters of suites 1 and 2: signed by the head-end, over their ciphered content. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table signed_apdu (
      control_id text not null references end_device_control on delete cascade,
      sent_at timestamptz not null,
      place integer not null,
      apdu bytea not null,
      primary key (control_id, sent_at, place)
    )`.execute(db)
}
