import { msPerHour } from '@ferraris/metering'
import type { Kysely } from 'kysely'
import { isHeld } from '../../orders/activities/queries.ts'
import type { Tables } from '../../tables.ts'
import type { Found } from './found.ts'

/** Orders that are released come to an end, or make room for others, within so long; images take longer. */
const movesWithinMs = msPerHour

/** Activities that paused themselves by their rule, and those that may release orders and get nowhere. */
export async function activitiesHalted(db: Kysely<Tables>, now: number): Promise<Found[]> {
  const rows = await db
    .selectFrom('activity')
    .select(['id', 'counts', 'stopped', 'paused_at', 'moved_at'])
    .where(or =>
      or.or([
        or.and([or('state', '=', 'paused'), or('stopped', 'is not', null)]),
        or.and([
          or('state', '=', 'running'),
          or('kind', 'not in', ['firmware', 'configuration']),
          or('moved_at', '<', new Date(now - movesWithinMs)),
          or.not(isHeld),
        ]),
      ]),
    )
    .orderBy('ordinal')
    .limit(100)
    .execute()
  return rows.map(({ id, counts, stopped, paused_at, moved_at }): Found => {
    const place = { concentrator: null, endDevice: null, activity: id, severity: 'major' } as const
    return stopped !== null && paused_at !== null
      ? { ...place, kind: 'activity-stopped', since: paused_at, count: stopped.failed }
      : { ...place, kind: 'activity-stuck', since: moved_at, count: counts.waiting + counts.open }
  })
}
