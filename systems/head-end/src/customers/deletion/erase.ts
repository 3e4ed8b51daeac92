import { defined } from '@ferraris/bytes'
import { type Kysely, type QueryResult, sql } from 'kysely'
import type { Tables } from '../../tables.ts'

/** What was deleted, and what had to stay. */
export interface Erased {
  readonly blocks: number
  readonly readings: number
  readonly keptReadings: number
}

/** The first midnight of a month where the meter stands: an invoice rests on it. */
const closesMonth = sql`((r.time at time zone d.time_zone) = date_trunc('month', r.time at time zone d.time_zone))`

/**
 * Deletes what the meters of a usage point measured on local days, within the caller's transaction. The days are remembered, so that neither
 * a late result nor the next session stores them again (`block-writer.ts`); the meters keep their profiles until those run over.
 */
export async function eraseDays(
  db: Kysely<Tables>,
  { usagePoint, from, to }: { readonly usagePoint: string; readonly from: string; readonly to: string },
): Promise<Erased> {
  const devices = sql`(select id, time_zone from end_device where usage_point = ${usagePoint})`
  // Each writer of readings reads this table first: it has committed before the lock, or reads after this commit.
  await sql`lock table erased_days in access exclusive mode`.execute(db)
  await sql`
    insert into erased_days (end_device_id, from_day, to_day)
    select d.id, ${from}::date, ${to}::date from ${devices} d on conflict do nothing`.execute(db)
  const blocks = await sql<{ count: number }>`
    with gone as (
      delete from interval_block b using ${devices} d
      where b.end_device_id = d.id and b.day between ${from}::date and ${to}::date
      returning b.day, b.reading_type_id, b.interval_seconds, b.received
    ), tallied as (
      insert into interval_tally as tally (day, reading_type_id, shard, blocks, intervals, seconds)
      select day, reading_type_id, pg_backend_pid() % 16, -count(*), -sum(received), -sum(received * interval_seconds)
      from gone group by day, reading_type_id order by day, reading_type_id
      on conflict (day, reading_type_id, shard) do update
      set blocks = tally.blocks + excluded.blocks,
          intervals = tally.intervals + excluded.intervals,
          seconds = tally.seconds + excluded.seconds
    ) select count(*) as count from gone`.execute(db)
  const within = sql`r.end_device_id = d.id
    and r.time >= (${from}::date)::timestamp at time zone d.time_zone
    and r.time < (${to}::date + 1)::timestamp at time zone d.time_zone`
  const readings = await sql<{ count: number }>`
    with gone as (
      delete from meter_reading r using ${devices} d where ${within} and not ${closesMonth} returning 1
    ) select count(*) as count from gone`.execute(db)
  const kept = await sql<{ count: number }>`
    select count(*) as count from meter_reading r join ${devices} d on ${within}`.execute(db)
  await sql`
    delete from integration_new_reading n using ${devices} d
    where n.end_device_id = d.id and n.day between ${from}::date and ${to}::date`.execute(db)
  // Due first: a process that judges one of the days now has committed it then, or will not find it due.
  for (const table of ['meter_data_due', 'meter_data_day', 'meter_data_version']) {
    await sql`
      delete from ${sql.table(table)} m using ${devices} d
      where m.end_device_id = d.id and m.day between ${from}::date and ${to}::date`.execute(db)
  }
  return { blocks: countOf(blocks), readings: countOf(readings), keptReadings: countOf(kept) }
}

function countOf({ rows: [row] }: QueryResult<{ readonly count: number }>): number {
  return defined(row, 'a count').count
}
