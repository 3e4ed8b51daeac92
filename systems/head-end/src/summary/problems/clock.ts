import { type Kysely, sql } from 'kysely'
import { recentJumps } from '../../clock/jumps.ts'
import type { Tables } from '../../tables.ts'
import type { Found } from './found.ts'

/** The clock by which everything is due was set, or the machine slept: it touches all meters. */
export async function clockJumped(db: Kysely<Tables>, now: number): Promise<Found[]> {
  const jumps = await recentJumps(db, now)
  if (jumps.length === 0) return []
  const since = new Date(Math.min(...jumps.flatMap(({ expected, found }) => [expected, found])))
  const { count } = await db
    .selectFrom('end_device')
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow()
  return [{ kind: 'head-end-clock', severity: 'critical', since, concentrator: null, endDevice: null, count }]
}
