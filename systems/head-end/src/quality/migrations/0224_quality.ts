import { type Kysely, sql } from 'kysely'

/** What meters measured of their supply: dips, interruptions, counters and distortion, means of voltage; and which are read regularly. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table quality_dip (
      end_device_id bigint not null references end_device on delete cascade,
      at timestamptz not null,
      phase smallint not null,
      kind text not null,
      volts real,
      seconds real,
      primary key (end_device_id, at, phase, kind)
    )`.execute(db)
  await sql`
    create table quality_interruption (
      end_device_id bigint not null references end_device on delete cascade,
      ended_at timestamptz not null,
      seconds integer not null,
      primary key (end_device_id, ended_at)
    )`.execute(db)
  await sql`
    create table quality_value (
      end_device_id bigint not null references end_device on delete cascade,
      obis text not null,
      day date not null,
      value double precision not null,
      unit text not null,
      primary key (end_device_id, obis, day)
    )`.execute(db)
  await sql`
    create table quality_voltage (
      end_device_id bigint not null references end_device on delete cascade,
      at timestamptz not null,
      phase smallint not null,
      least real,
      mean real,
      most real,
      primary key (end_device_id, at, phase)
    )`.execute(db)
  await sql`
    create table quality_survey (
      end_device_id bigint primary key references end_device on delete cascade,
      every_hours integer,
      next_due timestamptz,
      surveyed_at timestamptz,
      outcome text,
      detail text
    )`.execute(db)
  await sql`create index on quality_survey (next_due) where next_due is not null`.execute(db)
}
