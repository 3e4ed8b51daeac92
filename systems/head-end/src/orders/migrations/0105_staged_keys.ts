import { type Kysely, sql } from 'kysely'

/** New keys of a meter, from before they are sent until it has proven that it holds them: sealed, beside those in force. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table staged_key (
      end_device_id bigint primary key references end_device on delete cascade,
      sealed bytea not null,
      staged_at timestamptz not null
    )`.execute(db)
}
