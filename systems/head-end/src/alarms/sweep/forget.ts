import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { interruptionsKeptMs, keptMs, mostAtOnce } from '../bounds.ts'

/** Removes what is long over, some of it at a time; entries go with what they tell of. */
export async function forgetAlarms(db: Kysely<Tables>, now: number): Promise<void> {
  const kept = new Date(now - keptMs)
  await sql`delete from alarm where id in (select id from alarm where closed_at < ${kept} limit ${mostAtOnce})`.execute(
    db,
  )
  await sql`
    delete from incident where id in (select id from incident where closed_at < ${kept} limit ${mostAtOnce})`.execute(
    db,
  )
  await sql`
    delete from interruption where id in (
      select id from interruption where ended < ${new Date(now - interruptionsKeptMs)} limit ${mostAtOnce})`.execute(
    db,
  )
  await sql`delete from alarm_silence where ends < ${kept}`.execute(db)
}
