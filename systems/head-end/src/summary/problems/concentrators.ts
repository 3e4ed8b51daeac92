import { msPerMinute } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Found } from './found.ts'

/** A concentrator back from a long absence has this long to bring what it kept. */
const catchUpMs = 15 * msPerMinute

/** Concentrators that are lost, hold results back, or have a wrong clock. */
export async function concentratorProblems(db: Kysely<Tables>, now: number): Promise<Found[]> {
  const { rows } = await sql<{
    id: string
    state: 'online' | 'lost'
    since: Date
    meters: number
    pending: number | null
    backlog_since: Date | null
    clock_off_since: Date | null
  }>`
    select c.id, c.state, coalesce(c.last_heard, c.state_since) as since,
      (select count(*) from line_meter m where m.concentrator = c.id) as meters,
      (c.heartbeat ->> 'pendingResults')::bigint as pending, c.backlog_since, c.clock_off_since
    from concentrator c
    where c.state = 'lost'
      or c.state = 'online' and (c.backlog_since < ${new Date(now - catchUpMs)} or c.clock_off_since is not null)
  `.execute(db)
  return rows.flatMap(({ id, state, since, meters, pending, backlog_since, clock_off_since }): Found[] => {
    const here = { concentrator: id, endDevice: null }
    if (state === 'lost') {
      return [{ ...here, kind: 'concentrator-lost', severity: 'critical', since, count: meters }]
    }
    const found: Found[] = []
    if (backlog_since !== null && backlog_since.getTime() < now - catchUpMs) {
      found.push({
        ...here,
        kind: 'results-waiting',
        severity: 'major',
        since: backlog_since,
        count: pending ?? 0,
      })
    }
    if (clock_off_since !== null) {
      found.push({
        ...here,
        kind: 'concentrator-clock-off',
        severity: 'major',
        since: clock_off_since,
        count: meters,
      })
    }
    return found
  })
}
