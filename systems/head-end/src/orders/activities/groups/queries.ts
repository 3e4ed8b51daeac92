import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../../tables.ts'
import type { EndDeviceGroup, GroupMember } from './schemas.ts'

interface PageWanted {
  readonly limit: number
  readonly cursor?: string | undefined
}

function groupRows(db: Kysely<Tables>) {
  return db
    .selectFrom('end_device_group as g')
    .selectAll('g')
    .select(
      sql<number>`(select count(*) from end_device_group_member m where m.group_name = g.name)`.as('members'),
    )
}

function groupOf(row: Awaited<ReturnType<ReturnType<typeof groupRows>['execute']>>[number]): EndDeviceGroup {
  return {
    name: row.name,
    members: row.members,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
  }
}

/** Saved groups by name. Throws CursorError. */
export async function listGroups(
  db: Kysely<Tables>,
  { limit, cursor }: PageWanted,
): Promise<Page<EndDeviceGroup>> {
  const { total } = await db
    .selectFrom('end_device_group')
    .select(sql<number>`count(*)`.as('total'))
    .executeTakeFirstOrThrow()
  let page = groupRows(db)
    .orderBy('name')
    .limit(limit + 1)
  if (cursor !== undefined) page = page.where('name', '>', String(decodeCursor(cursor, ['string'])[0]))
  return pageOf(await page.execute(), limit, total, row => [row.name], groupOf)
}

export async function groupByName(db: Kysely<Tables>, name: string): Promise<EndDeviceGroup | undefined> {
  const row = await groupRows(db).where('name', '=', name).executeTakeFirst()
  return row && groupOf(row)
}

/** Meters of a group by serial number. Throws CursorError. */
export async function groupMembers(
  db: Kysely<Tables>,
  name: string,
  { limit, cursor }: PageWanted,
): Promise<Page<GroupMember>> {
  const members = db
    .selectFrom('end_device_group_member as m')
    .innerJoin('end_device as d', 'd.id', 'm.end_device_id')
    .where('m.group_name', '=', name)
  const { total } = await members.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  let page = members
    .select('d.serial')
    .orderBy('d.serial')
    .limit(limit + 1)
  if (cursor !== undefined) page = page.where('d.serial', '>', String(decodeCursor(cursor, ['string'])[0]))
  return pageOf(
    await page.execute(),
    limit,
    total,
    row => [row.serial],
    row => ({ endDevice: row.serial }),
  )
}

/** Removes a group; activities that were made of it keep their lines. False when there is none of this name. */
export async function removeGroup(db: Kysely<Tables>, name: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('end_device_group')
    .where('name', '=', name)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
