import type { Kysely } from 'kysely'
import { type GivenPushList, onlyPushLists, pushListsOf } from '../../inventory/push-lists.ts'
import type { Tables } from '../../tables.ts'

/** What is known of what the push setups of a meter send; undefined for no meter. */
export async function pushListsOfDevice(
  db: Kysely<Tables>,
  serial: string,
): Promise<readonly GivenPushList[] | undefined> {
  const row = await db
    .selectFrom('end_device')
    .select('objects')
    .where('serial', '=', serial)
    .executeTakeFirst()
  return row && pushListsOf(row.objects)
}

/** Keeps these lists of a meter and no other. False for no meter. */
export async function setPushLists(
  db: Kysely<Tables>,
  serial: string,
  lists: readonly GivenPushList[],
): Promise<boolean> {
  const row = await db
    .selectFrom('end_device')
    .select(['id', 'objects'])
    .where('serial', '=', serial)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return false
  const objects = onlyPushLists(row.objects ?? [], lists)
  // A meter of whose objects nothing is known is read whole when they are asked for.
  const kept = objects.length === 0 ? null : JSON.stringify(objects)
  await db.updateTable('end_device').set({ objects: kept }).where('id', '=', row.id).execute()
  return true
}
