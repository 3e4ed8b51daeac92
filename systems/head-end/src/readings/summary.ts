import { at } from '@ferraris/bytes'
import { msPerDay } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import { dueNow, sessionsToday } from '../collection/queries.ts'
import type { Summary } from '../summary/schemas.ts'
import type { Tables } from '../tables.ts'
import { completenessByDay, endDeviceStates, intervalReadings } from './tally.ts'

/** What the store knows of the whole system; sessions in progress are the collector's to tell. */
type StoreSummary = Omit<
  Summary,
  'concentrators' | 'collection' | 'problems' | 'problemsTotal' | 'now' | 'timeZone'
> & {
  readonly collection: Omit<Summary['collection'], 'activeSessions' | 'sessionsPerSecond'>
}

const daysShown = 14

/** Reads some hundred rows whatever the number of end devices, apart from two counts over an index. */
export async function storeSummary(
  db: Kysely<Tables>,
  { now, timeZone }: { now: number; timeZone: string },
): Promise<StoreSummary> {
  const [days, intervals, states, due, sessions, events] = await Promise.all([
    completenessByDay(db, { now, timeZone, count: daysShown }),
    intervalReadings(db),
    endDeviceStates(db),
    dueNow(db, now),
    sessionsToday(db, { now, timeZone }),
    db
      .selectFrom('end_device_event')
      .select(sql<number>`count(*)`.as('count'))
      .where('time', '>=', new Date(now - msPerDay))
      .where('time', '<=', new Date(now))
      .executeTakeFirstOrThrow(),
  ])
  return {
    endDevices: Object.values(states).reduce((sum, count) => sum + count, 0),
    intervalReadings: intervals,
    completeness: at(days, daysShown - 1),
    days,
    states,
    collection: { dueNow: due, sessionsToday: sessions.sessions, failedToday: sessions.failed },
    events: { last24h: events.count },
  }
}
