import { zone } from '@ferraris/cosem'
import { secondsOf } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import { type GivenPushList, pushListsOf } from '../inventory/push-lists.ts'
import type { StoredObject } from '../inventory/tables.ts'
import type { Tables } from '../tables.ts'

/** End devices due for reading and without a lease. */
export async function dueNow(db: Kysely<Tables>, now: number): Promise<number> {
  const { due } = await db
    .selectFrom('collection')
    .select(sql<number>`count(*)`.as('due'))
    .where('next_due', '<=', new Date(now))
    .where('lease_until', '<=', new Date(now))
    .executeTakeFirstOrThrow()
  return due
}

/** Sessions of the current local day, and how many of them failed. */
export async function sessionsToday(
  db: Kysely<Tables>,
  { now, timeZone }: { now: number; timeZone: string },
): Promise<{ sessions: number; failed: number }> {
  return await db
    .selectFrom('session_tally')
    .select([
      sql<number>`coalesce(sum(completed + failed), 0)::float8`.as('sessions'),
      sql<number>`coalesce(sum(failed), 0)::float8`.as('failed'),
    ])
    .where('day', '=', zone(timeZone).dateOf(secondsOf(now)))
    .executeTakeFirstOrThrow()
}

/** The object list kept from the last time it was read; undefined if the device is unknown, null if never read. */
export async function storedObjects(
  db: Kysely<Tables>,
  serial: string,
): Promise<{ objects: StoredObject[]; readAt: string } | null | undefined> {
  const row = await db
    .selectFrom('end_device')
    .select(['objects', 'objects_read_at'])
    .where('serial', '=', serial)
    .executeTakeFirst()
  if (row === undefined) return undefined
  if (row.objects === null || row.objects_read_at === null) return null
  return { objects: row.objects, readAt: row.objects_read_at.toISOString() }
}

/** What the push setups of a device send, as it was given or read before. */
export async function keptPushLists(db: Kysely<Tables>, serial: string): Promise<readonly GivenPushList[]> {
  const row = await db
    .selectFrom('end_device')
    .select('objects')
    .where('serial', '=', serial)
    .executeTakeFirst()
  return pushListsOf(row?.objects ?? null)
}

export async function storeObjects(
  db: Kysely<Tables>,
  serial: string,
  objects: readonly StoredObject[],
  now: number,
): Promise<void> {
  await db
    .updateTable('end_device')
    .set({ objects: JSON.stringify(objects), objects_read_at: new Date(now) })
    .where('serial', '=', serial)
    .execute()
}
