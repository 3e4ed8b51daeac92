import { jointly } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Pool } from 'pg'
import type { Tables } from '../../tables.ts'
import { closeWhatIsOver } from '../incidents/close.ts'
import { followClosed } from '../incidents/recount.ts'
import { gatherStorms } from '../incidents/storms.ts'
import { gatherOutages } from '../outages/gather.ts'
import { suspectLostConcentrators } from '../outages/lost-concentrators.ts'
import { endByContact, followOutages, refuteSuspicions } from '../outages/restoration.ts'
import { suspectSilentSections } from '../outages/silence.ts'
import { tellNews } from '../subscriptions/tell.ts'

/*
 * From alarms to incidents.
 *
 *     interruptions, one a meter ──gather──▶ outage      suspected → active → restoring → over → closed
 *     alarms of one kind         ──gather──▶ storm                    active             → over → closed
 *
 * All that is known is in the store; a round of the sweep reads it, writes what follows, and commits as a whole. A process
 * that ends in between has done nothing, and the next one, of whichever head-end has the lock, does the same again.
 */

export interface SweepParts {
  readonly db: Kysely<Tables>
  readonly pool: Pool
  readonly now: () => number
  readonly alarmObserver?: SweepObserver
}

export interface SweepObserver {
  round?(seconds: number): void
  trouble?(error: Error): void
}

/** Held while a round is under way; released with its transaction, however that ends. */
const sweepLock = 0x616c61726d

/** One round; gives whether this process had the lock. */
export async function sweep(parts: SweepParts): Promise<boolean> {
  const { db, pool, now, alarmObserver } = parts
  return await jointly(
    pool,
    async () => {
      if (!(await locked(db))) return false
      const at = now()
      await suspectSilentSections(db, at)
      await suspectLostConcentrators(db, at)
      await endByContact(db)
      await gatherOutages(db, at)
      await gatherStorms(db, at)
      await followOutages(db, at)
      await refuteSuspicions(db, at)
      await closeWhatIsOver(db, at)
      await followClosed(db, at)
      await tellNews(db, at)
      return true
    },
    error => alarmObserver?.trouble?.(error),
  )
}

async function locked(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    with lock as materialized (select pg_try_advisory_xact_lock(${sweepLock}::bigint) as mine)
    select mine from lock`.execute(db)
  return rows[0]?.mine ?? false
}
