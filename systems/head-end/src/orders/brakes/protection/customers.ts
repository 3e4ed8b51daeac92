import { randomUUID } from 'node:crypto'
import {
  apartFromRequest,
  decodeCursor,
  invalidParameter,
  type Page,
  Problem,
  pageOf,
} from '@ferraris/service'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { unknownDevice } from '../../../inventory/unknown-device.ts'
import type { Tables } from '../../../tables.ts'
import type { NewProtectedCustomer, ProtectedCustomer, ProtectedFilter } from './schemas.ts'

/** Whether the customer of an end device `d` is protected at a time: the device, or the usage point where it stands. */
export function isProtected(now: number): RawBuilder<boolean> {
  return sql`exists (
    select from protected_customer p
    where (p.end_device_id = d.id or p.usage_point = d.usage_point)
      and (p.until is null or p.until > ${new Date(now)}))`
}

function protections(db: Kysely<Tables>) {
  return db
    .selectFrom('protected_customer as p')
    .leftJoin('end_device as d', 'd.id', 'p.end_device_id')
    .select(['p.id', 'd.serial', 'p.usage_point', 'p.reason', 'p.until', 'p.since', 'p.by'])
}

type Row = Awaited<ReturnType<ReturnType<typeof protections>['execute']>>[number]

function protectedOf(row: Row): ProtectedCustomer {
  return {
    id: row.id,
    endDevice: row.serial,
    usagePoint: row.usage_point,
    reason: row.reason,
    until: row.until?.toISOString() ?? null,
    since: row.since.toISOString(),
    by: row.by,
  }
}

/** Why the customer of an end device, or one of those behind a concentrator, is protected now; undefined where none is. */
export function protectionOf(
  db: Kysely<Tables>,
  {
    endDeviceId,
    concentrator,
  }: { readonly endDeviceId: number | null; readonly concentrator: string | null },
  now: number,
): Promise<{ readonly id: string; readonly reason: string } | undefined> {
  return db
    .selectFrom('protected_customer as p')
    .innerJoin('end_device as d', join =>
      join.on(sql<boolean>`p.end_device_id = d.id or p.usage_point = d.usage_point`),
    )
    .select(['p.id', 'p.reason'])
    .where(
      endDeviceId === null
        ? sql<boolean>`d.id in (select end_device_id from line_meter where concentrator = ${concentrator})`
        : sql<boolean>`d.id = ${endDeviceId}`,
    )
    .where(sql<boolean>`(p.until is null or p.until > ${new Date(now)})`)
    .executeTakeFirst()
}

/** Remembers that it was tried to switch a protected customer off, although the request that did so comes to nothing. */
export async function noteAttempt(db: Kysely<Tables>, id: string, now: number): Promise<void> {
  await apartFromRequest(() =>
    db
      .updateTable('protected_customer')
      .set({ attempted_at: new Date(now) })
      .where('id', '=', id)
      .execute(),
  )
}

/** Protected customers, the newest first. Throws CursorError. */
export async function listProtected(
  db: Kysely<Tables>,
  { endDevice, limit, cursor }: ProtectedFilter,
): Promise<Page<ProtectedCustomer>> {
  let matching = protections(db)
  if (endDevice !== undefined) {
    matching = matching.where(
      sql<boolean>`(d.serial = ${endDevice} or p.usage_point =
        (select usage_point from end_device where serial = ${endDevice}))`,
    )
  }
  const { total } = await matching
    .clearSelect()
    .select(sql<number>`count(*)`.as('total'))
    .executeTakeFirstOrThrow()
  let page = matching
    .orderBy('p.since', 'desc')
    .orderBy('p.id', 'desc')
    .limit(limit + 1)
  if (cursor !== undefined) {
    const [time, id] = decodeCursor(cursor, ['string', 'string'])
    page = page.where(sql<boolean>`(p.since, p.id) < (${time}::timestamptz, ${id}::uuid)`)
  }
  return pageOf(await page.execute(), limit, total, row => [row.since.toISOString(), row.id], protectedOf)
}

/** Protects a customer. Throws Problem. */
export async function protect(
  db: Kysely<Tables>,
  { endDevice, usagePoint, reason, until }: NewProtectedCustomer,
  by: string,
  now: number,
): Promise<ProtectedCustomer> {
  if ((endDevice === undefined) === (usagePoint === undefined))
    throw invalidParameter('endDevice', 'give either endDevice or usagePoint')
  if (until !== undefined && Date.parse(until) <= now)
    throw invalidParameter('until', 'must be in the future')
  const device =
    endDevice === undefined
      ? undefined
      : ((await db
          .selectFrom('end_device')
          .select('id')
          .where('serial', '=', endDevice)
          .executeTakeFirst()) ?? unknownDevice(endDevice))
  const id = randomUUID()
  const row = await db
    .insertInto('protected_customer')
    .values({
      id,
      end_device_id: device?.id ?? null,
      usage_point: usagePoint ?? null,
      reason,
      until: until === undefined ? null : new Date(until),
      since: new Date(now),
      by,
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row === undefined)
    throw new Problem('already-exists', `${endDevice ?? usagePoint} is protected already`)
  return protectedOf(await protections(db).where('p.id', '=', id).executeTakeFirstOrThrow())
}

/** Ends the protection of a customer. Throws Problem. */
export async function unprotect(db: Kysely<Tables>, id: string): Promise<void> {
  const { numDeletedRows } = await db.deleteFrom('protected_customer').where('id', '=', id).executeTakeFirst()
  if (numDeletedRows === 0n) throw new Problem('not-found', `there is no protected customer ${id}`)
}
