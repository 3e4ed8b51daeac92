import { addDays, zone } from '@ferraris/cosem'
import { msPerDay, secondsOf } from '@ferraris/metering'
import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { lineStatistics, sectionCompleteness } from '../statistics/queries.ts'
import {
  type Concentrator,
  type ConcentratorDetail,
  type ConcentratorState,
  concentratorStates,
} from './schemas.ts'

export async function countConcentrators(db: Kysely<Tables>): Promise<number> {
  return (
    await db.selectFrom('concentrator').select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow()
  ).count
}

/** How many there are in each state. */
export async function concentratorsByState(db: Kysely<Tables>): Promise<Map<ConcentratorState, number>> {
  const rows = await db
    .selectFrom('concentrator')
    .select(['state', sql<number>`count(*)`.as('count')])
    .groupBy('state')
    .execute()
  const none = concentratorStates.map((state): [ConcentratorState, number] => [state, 0])
  return new Map([...none, ...rows.map(({ state, count }): [ConcentratorState, number] => [state, count])])
}

/** Concentrators by name. Throws CursorError. */
export async function listConcentrators(
  db: Kysely<Tables>,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Concentrator>> {
  let page = concentratorQuery(db)
    .orderBy('c.id')
    .limit(limit + 1)
  if (cursor !== undefined) page = page.where('c.id', '>', String(decodeCursor(cursor, ['string'])[0]))
  return pageOf(await page.execute(), limit, await countConcentrators(db), row => [row.id], concentratorOf)
}

export async function concentratorById(db: Kysely<Tables>, id: string): Promise<Concentrator | undefined> {
  const row = await concentratorQuery(db).where('c.id', '=', id).executeTakeFirst()
  return row && concentratorOf(row)
}

const week = 7 * msPerDay
const daysShown = 14

/** A concentrator with the figures of its line; undefined if there is none with this name. */
export async function concentratorDetail(
  db: Kysely<Tables>,
  id: string,
  now: number,
  timeZone: string,
): Promise<ConcentratorDetail | undefined> {
  const concentrator = await concentratorById(db, id)
  if (concentrator === undefined) return undefined
  const today = zone(timeZone).dateOf(secondsOf(now))
  const days = Array.from({ length: daysShown }, (_, i) => addDays(today, i - daysShown))
  return {
    ...concentrator,
    statistics: await lineStatistics(db, id, now - week),
    days: await sectionCompleteness(db, id, days, timeZone),
  }
}

function concentratorQuery(db: Kysely<Tables>) {
  return db
    .selectFrom('concentrator as c')
    .leftJoin('line_meter as b', 'b.aca', 'c.balance_aca')
    .leftJoin('end_device as d', 'd.id', 'b.end_device_id')
    .selectAll('c')
    .select([
      'd.serial as balance_serial',
      sql<number>`(select count(*) from line_meter m where m.concentrator = c.id)`.as('served'),
      sql<number>`(select count(*) from line_meter m join line_neighbour n
        on n.aca = m.aca and n.concentrator = c.id and n.valid_to is null and n.state = 'silent'
        where m.concentrator = c.id)`.as('silent'),
    ])
}

function concentratorOf(
  row: Awaited<ReturnType<ReturnType<typeof concentratorQuery>['execute']>>[number],
): Concentrator {
  return {
    id: row.id,
    substation: row.substation,
    state: row.state,
    since: row.state_since.toISOString(),
    version: row.version,
    balanceMeter: row.balance_serial ?? row.balance_aca,
    automatic: row.automatic,
    lastHeard: row.last_heard?.toISOString() ?? null,
    meters: { served: row.served, silent: row.silent },
    heartbeat: row.heartbeat && { ...row.heartbeat, at: new Date(row.heartbeat.at).toISOString() },
  }
}
