import { addDays, zone } from '@ferraris/cosem'
import { obisCodes, secondsOf } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import { isAway } from '../inventory/device-state.ts'
import type { EndDeviceState } from '../inventory/schemas.ts'
import type { DayCompleteness } from '../summary/schemas.ts'
import type { Tables } from '../tables.ts'

/**
 * The last `count` complete local days, oldest first. A meter owes 96 quarter-hours a day (92 and 100 when the
 * clocks change in its zone); longer intervals count as the quarter-hours they cover.
 */
export async function completenessByDay(
  db: Kysely<Tables>,
  { now, timeZone, count }: { now: number; timeZone: string; count: number },
): Promise<DayCompleteness[]> {
  const today = zone(timeZone).dateOf(secondsOf(now))
  const days = Array.from({ length: count }, (_, i) => addDays(today, i - count))
  const devices = await db
    .selectFrom('end_device')
    .select(['time_zone', sql<number>`count(*)`.as('count')])
    .groupBy('time_zone')
    .execute()
  const { rows } = await sql<{ day: string; quarters: number }>`
    select tally.day, floor(sum(tally.seconds) / 900)::float8 as quarters
    from interval_tally tally join reading_type t on t.id = tally.reading_type_id
    where t.obis = ${obisCodes.activeEnergyImport} and tally.day = any(${days}::date[])
    group by tally.day`.execute(db)
  const received = new Map(rows.map(row => [row.day, row.quarters]))
  return days.map(day => ({
    day,
    expected: devices.reduce((sum, row) => sum + row.count * zone(row.time_zone).quartersOfDay(day), 0),
    received: received.get(day) ?? 0,
  }))
}

/** All interval values in the store, of every register. */
export async function intervalReadings(db: Kysely<Tables>): Promise<number> {
  const row = await db
    .selectFrom('interval_tally')
    .select(sql<number>`coalesce(sum(intervals), 0)::float8`.as('intervals'))
    .executeTakeFirstOrThrow()
  return row.intervals
}

/** How many end devices are in each state. */
export async function endDeviceStates(db: Kysely<Tables>): Promise<Record<EndDeviceState, number>> {
  const [rows, behind] = await Promise.all([
    db
      .selectFrom('collection')
      .select(['state', sql<number>`count(*)`.as('count')])
      .groupBy('state')
      .execute(),
    // Few concentrators are away: their meters are counted apart, over an index.
    db
      .selectFrom('concentrator as k')
      .innerJoin('line_meter as m', 'm.concentrator', 'k.id')
      .innerJoin('collection as c', 'c.end_device_id', 'm.end_device_id')
      .select(['c.state', sql<number>`count(*)`.as('count')])
      .where(isAway)
      .where('c.state', '<>', 'new')
      .groupBy('c.state')
      .execute(),
  ])
  const states: Record<EndDeviceState, number> = {
    reachable: 0,
    silent: 0,
    refused: 0,
    failed: 0,
    unknown: 0,
    new: 0,
  }
  for (const { state, count } of rows) states[state] = count
  for (const { state, count } of behind) {
    states[state] -= count
    states.unknown += count
  }
  return states
}
