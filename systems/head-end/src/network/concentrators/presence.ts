import { msPerSecond } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Heartbeat } from './tables.ts'

/** Two and a half heartbeats, which come each minute: with the watch's own period, a loss is known within three minutes. */
export const longestSilenceMs = 150 * msPerSecond

/** More results than a concentrator sends at once: below that, none waits for long. */
const backlogResults = 100

/** A heartbeat is on its way for a few seconds at most. */
const clockToleranceMs = 20 * msPerSecond

/** Notes that a concentrator was heard, and whether it had been away; `unknown` if it is not enrolled. */
export async function heard(
  db: Kysely<Tables>,
  id: string,
  now: number,
  told: { version?: string; balance_aca?: string; heartbeat?: Heartbeat } = {},
): Promise<'unknown' | 'online' | 'back'> {
  const { heartbeat, ...rest } = told
  const at = new Date(now)
  const row = await db
    // Of messages that come together each sees what the one before has made of the row: one of them finds that it is back.
    .with('before', one =>
      one.selectFrom('concentrator').select(['id', 'state']).where('id', '=', id).forUpdate(),
    )
    .updateTable('concentrator as c')
    .from('before')
    .set({
      ...rest,
      ...(heartbeat && watched(heartbeat, now)),
      last_heard: at,
      state: 'online' as const,
      state_since: sql<Date>`case when before.state = 'online' then c.state_since else ${at} end`,
    })
    .whereRef('c.id', '=', 'before.id')
    .returning('before.state')
    .executeTakeFirst()
  if (row === undefined) return 'unknown'
  return row.state === 'online' ? 'online' : 'back'
}

/** The condition that a heartbeat reports, and since when it is a bad one. */
function watched(heartbeat: Heartbeat, now: number) {
  const at = new Date(now)
  const isBehind = heartbeat.pendingResults >= backlogResults
  const isOff = Math.abs(heartbeat.at - now) > clockToleranceMs
  return {
    heartbeat: JSON.stringify(heartbeat),
    backlog_since: isBehind ? sql<Date>`coalesce(backlog_since, ${at})` : null,
    clock_off_since: isOff ? sql<Date>`coalesce(clock_off_since, ${at})` : null,
  }
}

/** Notes that the connection is gone: on purpose, or broken. False when that was known. */
export async function gone(db: Kysely<Tables>, id: string, closed: boolean, now: number): Promise<boolean> {
  const row = await db
    .updateTable('concentrator')
    .set({ state: closed ? 'closed' : 'lost', state_since: new Date(now) })
    .where('id', '=', id)
    .where('state', '=', 'online')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Marks those that are silent for too long as lost, and gives their names. One that ended its connection on purpose has
 * the same time to come back: a restart takes less. An instant ahead of now was noted by a clock that was wrong.
 */
export async function markLost(db: Kysely<Tables>, now: number): Promise<string[]> {
  const [earliest, latest] = [new Date(now - longestSilenceMs), new Date(now + longestSilenceMs)]
  const rows = await db
    .updateTable('concentrator')
    .set({
      state: 'lost',
      state_since: sql<Date>`case when state = 'closed' then state_since else ${new Date(now)} end`,
    })
    .where(({ or, and, eb, not, between }) =>
      or([
        and([eb('state', '=', 'online'), not(between('last_heard', earliest, latest))]),
        and([eb('state', '=', 'closed'), eb('state_since', '<', earliest)]),
      ]),
    )
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** After a clock that was ahead: what it has noted of times to come began now at the latest. */
export async function forgetTimesToCome(db: Kysely<Tables>, now: number): Promise<void> {
  const at = new Date(now)
  await sql`
    update concentrator
    set state_since = least(state_since, ${at}), backlog_since = least(backlog_since, ${at}),
      clock_off_since = least(clock_off_since, ${at})
    where greatest(state_since, backlog_since, clock_off_since) > ${at}`.execute(db)
}
