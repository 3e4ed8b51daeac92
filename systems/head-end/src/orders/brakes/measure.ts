import { msPerHour, msPerMinute } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'

/**
 * Counts disconnections that one person orders alone, as long as they stay within what an hour allows. One transaction at a
 * time, whichever process it is of, or two could both take the last place. Minutes are counted whole: an hour is never
 * taken for shorter than it is. False where there is no room.
 */
export function takeFromHour(
  db: Kysely<Tables>,
  meters: number,
  most: number,
  now: number,
): Promise<boolean> {
  return db.transaction().execute(async tx => {
    await sql`select pg_advisory_xact_lock(hashtext('ferraris disconnections'))`.execute(tx)
    if (!(await hasRoom(tx, meters, most, now))) return false
    await tx
      .deleteFrom('disconnection')
      .where('minute', '<', minuteOf(now - msPerHour))
      .execute()
    await tx
      .insertInto('disconnection')
      .values({ minute: minuteOf(now), meters })
      .onConflict(conflict =>
        conflict.column('minute').doUpdateSet({ meters: sql`disconnection.meters + ${meters}` }),
      )
      .execute()
    return true
  })
}

/** Whether so many would fit into the hour; nothing is taken. */
export async function hasRoom(
  db: Kysely<Tables>,
  meters: number,
  most: number,
  now: number,
): Promise<boolean> {
  const { used } = await db
    .selectFrom('disconnection')
    .select(sql<number>`coalesce(sum(meters), 0)::integer`.as('used'))
    .where('minute', '>=', minuteOf(now - msPerHour))
    .executeTakeFirstOrThrow()
  return used + meters <= most
}

function minuteOf(time: number): Date {
  return new Date(Math.floor(time / msPerMinute) * msPerMinute)
}
