import { type Kysely, sql } from 'kysely'

/** Notices go out by mail, too. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table notice
      add mailed_at timestamptz,
      add attempts integer not null default 0,
      add failure text,
      add next_attempt_at timestamptz,
      add given_up_at timestamptz`.execute(db)
  await sql`create index notice_to_mail on notice (at) where mailed_at is null and given_up_at is null`.execute(
    db,
  )
}
