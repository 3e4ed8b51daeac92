import { type Kysely, sql } from 'kysely'

/**
 * Readings. `end_device_id` leads every key, so that the tables can be distributed by it; the time is the range
 * partition, so that the end of a retention period is a `drop table`. Partitions are made when a month's first
 * row arrives (`partitions.ts`).
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table reading_type (
      id smallint generated always as identity primary key,
      obis text not null unique,
      name text not null,
      unit text not null,
      scaler smallint not null
    )`.execute(db)

  // One row per end device, reading type and local day: 39 times smaller than a row per interval.
  await sql`
    create table interval_block (
      end_device_id bigint not null,
      reading_type_id smallint not null,
      day date not null,
      start timestamptz not null,
      interval_seconds integer not null,
      interval_count smallint not null,
      received smallint not null,
      increments bytea not null,
      quality bytea not null,
      primary key (end_device_id, reading_type_id, day)
    ) partition by range (day)`.execute(db)
  await sql`alter table interval_block alter increments set storage main`.execute(db)

  // What is stored of a day over all devices, kept in the writer's transaction, so that the summary of 100,000
  // meters reads a few hundred rows. A shard per writer keeps writers from queueing for one row.
  await sql`
    create table interval_tally (
      day date not null,
      reading_type_id smallint not null,
      shard smallint not null,
      blocks bigint not null,
      intervals bigint not null,
      seconds bigint not null,
      primary key (day, reading_type_id, shard)
    )`.execute(db)

  // A MeterReading of IEC 61968-9: the registers of one end device at one instant. The arrays run in parallel.
  await sql`
    create table meter_reading (
      end_device_id bigint not null,
      time timestamptz not null,
      origin text not null,
      reading_type_ids smallint[] not null,
      register_values bigint[] not null,
      quality smallint not null,
      primary key (end_device_id, time, origin)
    ) partition by range (time)`.execute(db)
}
