import { addDays, zone } from '@ferraris/cosem'
import { secondsOf } from '@ferraris/metering'
import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'
import { fromBalances } from './detect/from-balances.ts'
import { fromEvents } from './detect/from-events.ts'
import { fromReadings } from './detect/from-readings.ts'
import { type Detected, keepDetected } from './record/keep.ts'

export interface SearchParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
  readonly timeZone: string
}

/** Local hour from which on yesterday is read as far as it will be. */
const firstHour = 6

/** Searches the events that have come, and, once a day, the readings and balances of the day before. */
export async function searchFindings(parts: SearchParts): Promise<number> {
  const events = await searchEvents(parts)
  const { db, now, timeZone } = parts
  const local = zone(timeZone)
  const today = local.dateOf(secondsOf(now()))
  if (secondsOf(now()) < local.startOfDay(today) + firstHour * 3600) return events
  const yesterday = addDays(today, -1)
  const { last_day: done } = await db
    .selectFrom('finding_search')
    .select('last_day')
    .executeTakeFirstOrThrow()
  if (done !== null && done >= yesterday) return events
  return events + (await searchDay(parts, yesterday))
}

/** Searches the readings and balances of a local day; done again it finds the same, and opens nothing twice. */
export async function searchDay(parts: SearchParts, day: string): Promise<number> {
  const { db, now } = parts
  const detected = [...(await fromReadings(db, day)), ...(await fromBalances(db, day, now()))]
  const kept = await keepAll(parts, detected)
  await db
    .updateTable('finding_search')
    .set({ last_day: day })
    .where(eb => eb.or([eb('last_day', 'is', null), eb('last_day', '<', day)]))
    .execute()
  return kept
}

async function searchEvents(parts: SearchParts): Promise<number> {
  const { db } = parts
  let kept = 0
  for (let isAll = false; !isAll; ) {
    const { last_event: after } = await db
      .selectFrom('finding_search')
      .select('last_event')
      .executeTakeFirstOrThrow()
    const found = await fromEvents(db, after)
    kept += await keepAll(parts, found.detected)
    await db
      .updateTable('finding_search')
      .set({ last_event: found.last })
      .where('last_event', '<', found.last)
      .execute()
    isAll = found.isAll || found.last === after
  }
  return kept
}

async function keepAll({ db, now }: SearchParts, detected: readonly Detected[]): Promise<number> {
  let kept = 0
  for (const one of detected) {
    const id = await db.transaction().execute(tx => keepDetected(tx, one, now()))
    if (id !== undefined) kept++
  }
  return kept
}
