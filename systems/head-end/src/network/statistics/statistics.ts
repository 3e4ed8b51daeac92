import type { LineStatistics } from '@ferraris/uplink'
import type { Kysely } from 'kysely'
import type { Tables } from '../../database/tables.ts'

/** Keeps the figures of a stretch of time, once. */
export async function storeStatistics(
  db: Kysely<Tables>,
  concentrator: string,
  { since, until, frames, airtimeSeconds, exchanges, failed, completeness }: LineStatistics,
): Promise<void> {
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

/** Figures of a line from `since` until `until`. */
export interface StatisticsItem {
  readonly since: string
  readonly until: string
  readonly frames: number
  /** Share of the time that the line was in use, 0..1. */
  readonly occupancy: number
  readonly exchanges: number
  /** Share of exchanges that were answered, 0..1; null without any. */
  readonly success: number | null
  readonly completeness: { readonly day: string; readonly expected: number; readonly received: number }
}

/** The figures of the last days, oldest first. */
export async function lineStatistics(
  db: Kysely<Tables>,
  concentrator: string,
  from: number,
): Promise<StatisticsItem[]> {
  const rows = await db
    .selectFrom('line_statistics')
    .selectAll()
    .where('concentrator', '=', concentrator)
    .where('until', '>=', new Date(from))
    .orderBy('since')
    .execute()
  return rows.map(row => {
    const seconds = (row.until.getTime() - row.since.getTime()) / 1000
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
