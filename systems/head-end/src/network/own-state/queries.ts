import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { conditionsOf, type OwnCondition, type OwnEvent, type OwnState } from '@ferraris/uplink'
import { type Kysely, sql } from 'kysely'
import type { Pool } from 'pg'
import type { Tables } from '../../tables.ts'
import type { ConcentratorOwnEvent, ConcentratorOwnState, OwnEventFilter } from './schemas.ts'

/** Entries kept of the log of one concentrator, the newest. */
const mostKept = 10_000

/** Keeps what a concentrator tells of itself; its version is that of its firmware from now on. */
export async function keepOwnState(pool: Pool, id: string, state: OwnState, now: number): Promise<void> {
  await pool.query(
    `with told as (update concentrator set version = $3 where id = $1)
     insert into concentrator_own_state (concentrator, state, received_at) values ($1, $2, $4)
     on conflict (concentrator) do update set state = excluded.state, received_at = excluded.received_at`,
    [id, JSON.stringify(state), state.firmware.version, new Date(now)],
  )
}

/** Keeps entries of a log, each once. */
export async function keepOwnEvents(
  pool: Pool,
  id: string,
  events: readonly OwnEvent[],
  now: number,
): Promise<void> {
  const column = <T>(of: (event: OwnEvent) => T): T[] => events.map(of)
  const { rowCount } = await pool.query(
    `insert into concentrator_own_event (concentrator, number, at, code, detail, received_at)
     select $1, number, to_timestamp(at / 1000.0), code, detail, $6
     from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[]) as given (number, at, code, detail)
     on conflict (concentrator, number, at) do nothing`,
    [
      id,
      column(({ number }) => number),
      column(({ at }) => at),
      column(({ code }) => code),
      column(({ detail }) => detail ?? null),
      new Date(now),
    ],
  )
  if (rowCount !== null && rowCount > 0) await prune(pool, id)
}

async function prune(pool: Pool, id: string): Promise<void> {
  await pool.query(
    `delete from concentrator_own_event where concentrator = $1 and id <= (
       select id from concentrator_own_event where concentrator = $1 order by id desc offset ${mostKept} limit 1)`,
    [id],
  )
}

/** Undefined where it has not reported yet. */
export async function ownStateOf(db: Kysely<Tables>, id: string): Promise<ConcentratorOwnState | undefined> {
  const row = await db
    .selectFrom('concentrator_own_state')
    .selectAll()
    .where('concentrator', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { at, startedAt, word, clock, firmware, calendar, identity } = row.state
  return {
    concentrator: id,
    at: iso(at),
    receivedAt: row.received_at.toISOString(),
    startedAt: iso(startedAt),
    word,
    conditions: conditionsOf(word),
    clock: {
      source: clock.source,
      server: clock.server ?? null,
      stratum: clock.stratum ?? null,
      offsetMs: clock.offsetMs ?? null,
      delayMs: clock.delayMs ?? null,
      comparedAt: isoOrNull(clock.comparedAt),
    },
    firmware: {
      version: firmware.version,
      sha256: firmware.sha256 ?? null,
      previous: firmware.previous ?? null,
      trialUntil: isoOrNull(firmware.trialUntil),
    },
    calendar: calendar.map(({ entry, everySeconds, lastAt, nextAt }) => ({
      entry,
      everySeconds: everySeconds ?? null,
      lastAt: isoOrNull(lastAt),
      nextAt: isoOrNull(nextAt),
    })),
    identity,
  }
}

/** How many concentrators report each condition. */
export async function concentratorsByCondition(db: Kysely<Tables>): Promise<Map<OwnCondition, number>> {
  const rows = await db
    .selectFrom('concentrator_own_state')
    .select([sql<number>`(state ->> 'word')::integer`.as('word'), sql<number>`count(*)`.as('count')])
    .groupBy(sql`1`)
    .execute()
  const counts = new Map<OwnCondition, number>()
  for (const { word, count } of rows) {
    for (const condition of conditionsOf(word)) counts.set(condition, (counts.get(condition) ?? 0) + count)
  }
  return counts
}

/** Entries of the log of a concentrator, the newest first. Throws CursorError. */
export async function listOwnEvents(
  db: Kysely<Tables>,
  concentrator: string,
  { limit, cursor, code }: OwnEventFilter,
): Promise<Page<ConcentratorOwnEvent>> {
  let all = db.selectFrom('concentrator_own_event').where('concentrator', '=', concentrator)
  if (code !== undefined) all = all.where('code', '=', code)
  const { count } = await all.select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow()
  let page = all
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (cursor !== undefined) page = page.where('id', '<', Number(decodeCursor(cursor, ['number'])[0]))
  return pageOf(await page.execute(), limit, count, row => [row.id], ownEventOf)
}

function ownEventOf(row: {
  number: number
  at: Date
  code: string
  detail: string | null
  received_at: Date
}): ConcentratorOwnEvent {
  return {
    number: row.number,
    at: row.at.toISOString(),
    code: row.code,
    detail: row.detail,
    receivedAt: row.received_at.toISOString(),
  }
}

function iso(time: number): string {
  return new Date(time).toISOString()
}

function isoOrNull(time: number | undefined): string | null {
  return time === undefined ? null : iso(time)
}
