import { type Kysely, sql } from 'kysely'

/**
 * One event may come several ways: pushed, as a bit of an alarm word, and as a row of the log. It keeps its number while its
 * time, log and code become those of the log row. Alarm words as they were seen last tell which of their bits are new.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table end_device_event
      add column id bigint generated always as identity,
      add column learnt smallint not null default 1,
      add column heard_at timestamptz,
      add column since timestamptz`.execute(db)
  await sql`create unique index end_device_event_id on end_device_event (id)`.execute(db)
  await sql`
    create index end_device_event_open on end_device_event (end_device_id, time) where learnt & 9 = 0`.execute(
    db,
  )
  await sql`
    create table alarm_word (
      end_device_id bigint not null references end_device on delete cascade,
      register text not null,
      word bigint not null,
      seen_at timestamptz not null,
      primary key (end_device_id, register)
    )`.execute(db)
}
