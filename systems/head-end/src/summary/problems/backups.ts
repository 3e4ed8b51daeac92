import { msPerMinute } from '@ferraris/metering'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Found } from './found.ts'

/** What would be lost with the machine may be no older. */
const lateMs = 5 * msPerMinute

/** Backups that do not go on: since when, is how much would be lost. */
export async function backupsLate(db: Kysely<Tables>, now: number): Promise<Found[]> {
  const row = await db.selectFrom('backup_reach').select(['since', 'reach']).executeTakeFirst()
  if (row === undefined) return []
  const since = row.reach ?? row.since
  if (since.getTime() > now - lateMs) return []
  const { count } = await db
    .selectFrom('end_device')
    .select(db.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return [{ kind: 'backups-late', severity: 'critical', since, concentrator: null, endDevice: null, count }]
}
