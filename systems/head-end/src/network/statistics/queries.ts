import { zone } from '@ferraris/cosem'
import { msPerMinute, obisCodes, secondsOf } from '@ferraris/metering'
import type { LineStatistics as ReportedStatistics } from '@ferraris/uplink'
import { type Kysely, sql } from 'kysely'
import type { DayCompleteness } from '../../summary/schemas.ts'
import type { Tables } from '../../tables.ts'
import type { LineStatistics } from './schemas.ts'

/** Keeps the figures of a stretch of time, once. */
export async function storeStatistics(
  db: Kysely<Tables>,
  concentrator: string,
  { since, until, frames, airtimeSeconds, exchanges, failed, completeness }: ReportedStatistics,
): Promise<void> {
  const near = await db
    .selectFrom('line_statistics')
    .select('since')
    .where('concentrator', '=', concentrator)
    .where('since', '>', new Date(since - msPerMinute))
    .where('since', '<', new Date(since + msPerMinute))
    .executeTakeFirst()
  // They come each hour: stretches that begin within a minute of each other are one.
  if (near !== undefined) return
  await db
    .insertInto('line_statistics')
    .values({
      concentrator,
      since: new Date(since),
      until: new Date(until),
      frames,
      airtime_seconds: airtimeSeconds,
      exchanges,
      failed,
      ...completeness,
    })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

/** The figures of the last days, oldest first. */
export async function lineStatistics(
  db: Kysely<Tables>,
  concentrator: string,
  from: number,
): Promise<LineStatistics[]> {
  const rows = await db
    .selectFrom('line_statistics')
    .selectAll()
    .where('concentrator', '=', concentrator)
    .where('until', '>=', new Date(from))
    .orderBy('since')
    .execute()
  return rows.map(row => {
    const seconds = secondsOf(row.until.getTime() - row.since.getTime())
    return {
      since: row.since.toISOString(),
      until: row.until.toISOString(),
      frames: row.frames,
      occupancy: seconds > 0 ? Math.min(1, row.airtime_seconds / seconds) : 0,
      exchanges: row.exchanges,
      success: row.exchanges > 0 ? 1 - row.failed / row.exchanges : null,
      completeness: { day: row.day, expected: row.expected, received: row.received },
    }
  })
}

/** Share of active import that is stored of the meters a concentrator serves, by local day, oldest first. */
export async function sectionCompleteness(
  db: Kysely<Tables>,
  concentrator: string,
  days: readonly string[],
  timeZone: string,
): Promise<DayCompleteness[]> {
  const { rows } = await sql<{ day: string; meters: number; received: number }>`
    select given.day, count(m.aca) as meters, coalesce(sum(b.received * b.interval_seconds / 900), 0)::float8 as received
    from unnest(${days}::date[]) as given (day)
    left join line_meter m on m.concentrator = ${concentrator}
    left join reading_type t on t.obis = ${obisCodes.activeEnergyImport}
    left join interval_block b on b.end_device_id = m.end_device_id and b.reading_type_id = t.id and b.day = given.day
    group by given.day order by given.day`.execute(db)
  return rows.map(({ day, meters, received }) => ({
    day,
    expected: meters * zone(timeZone).quartersOfDay(day),
    received,
  }))
}
