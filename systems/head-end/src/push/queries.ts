import { msPerDay } from '@ferraris/metering'
import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'
import type { PushStatistics, RefusedPushes, RefusedPushFilter, UnknownCallerEntry } from './schemas.ts'

/** What was refused, the latest first. Throws CursorError. */
export async function refusedPushes(
  db: Kysely<Tables>,
  filter: RefusedPushFilter,
): Promise<Page<RefusedPushes>> {
  let matching = db
    .selectFrom('refused_push as r')
    .leftJoin('end_device as d', join =>
      join.on(sql<boolean>`encode(d.system_title, 'hex') = r.sender or d.serial = r.sender`),
    )
  if (filter.reason !== undefined) matching = matching.where('r.reason', '=', filter.reason)
  if (filter.endDevice !== undefined) matching = matching.where('d.serial', '=', filter.endDevice)
  const { total } = await matching.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  let page = matching
    .select([
      'r.id',
      'r.sender',
      'r.reason',
      'r.from_address',
      'r.detail',
      'r.count',
      'r.first_at',
      'r.last_at',
      'd.serial',
    ])
    .orderBy('r.last_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(filter.limit + 1)
  if (filter.cursor !== undefined) {
    const [time, id] = decodeCursor(filter.cursor, ['string', 'number'])
    page = page.where(sql<boolean>`(r.last_at, r.id) < (${time}::timestamptz, ${id}::bigint)`)
  }
  return pageOf(
    await page.execute(),
    filter.limit,
    total,
    row => [row.last_at.toISOString(), row.id],
    row => ({
      sender: row.sender,
      endDevice: row.serial,
      reason: row.reason,
      from: row.from_address,
      detail: row.detail,
      count: row.count,
      firstAt: row.first_at.toISOString(),
      lastAt: row.last_at.toISOString(),
    }),
  )
}

interface PageQuery {
  readonly limit: number
  readonly cursor?: string
}

/** Callers that no meter of the inventory is known by, the latest first. Throws CursorError. */
export async function unknownCallers(
  db: Kysely<Tables>,
  request: PageQuery,
): Promise<Page<UnknownCallerEntry>> {
  // One that was enrolled meanwhile is unknown no more.
  const matching = db.selectFrom('unknown_caller as u').where(
    sql<boolean>`not exists (select from end_device d where encode(d.system_title, 'hex') = u.system_title
        or d.serial = u.device_name or d.serial = u.serial)`,
  )
  const { total } = await matching.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  let page = matching
    .selectAll()
    .orderBy('u.last_heard', 'desc')
    .orderBy('u.system_title', 'desc')
    .limit(request.limit + 1)
  if (request.cursor !== undefined) {
    const [time, title] = decodeCursor(request.cursor, ['string', 'string'])
    page = page.where(sql<boolean>`(u.last_heard, u.system_title) < (${time}::timestamptz, ${title}::text)`)
  }
  return pageOf(
    await page.execute(),
    request.limit,
    total,
    row => [row.last_heard.toISOString(), row.system_title],
    row => ({
      systemTitle: row.system_title,
      deviceName: row.device_name,
      serial: row.serial,
      model: row.model,
      maker: makerOf(row.system_title),
      from: row.from_address,
      isConnected: row.is_connected,
      firstHeard: row.first_heard.toISOString(),
      lastHeard: row.last_heard.toISOString(),
      calls: row.calls,
      uri: `dlms+call-in://${row.system_title}?client=2&server=1&auth=gmac`,
    }),
  )
}

/** The three letters in front of a system title (IEC 62056-5-3, 4.3.4), or of a logical device name. */
function makerOf(title: string): string | null {
  const letters = /^[0-9a-f]{16}$/.test(title)
    ? Buffer.from(title.slice(0, 6), 'hex').toString('latin1')
    : title
  return /^[A-Z]{3}/.exec(letters)?.[0] ?? null
}

/** Whether there was such a caller. */
export async function dismissCaller(db: Kysely<Tables>, systemTitle: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('unknown_caller')
    .where('system_title', '=', systemTitle)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function storedPushStatistics(
  db: Kysely<Tables>,
  now: number,
): Promise<Omit<PushStatistics, 'places' | 'waiting' | 'connected'>> {
  const senders = await db
    .selectFrom('push_counter')
    .select([
      sql<number>`count(distinct end_device_id)`.as('all'),
      sql<number>`count(distinct end_device_id) filter (where last_push > ${new Date(now - msPerDay)})`.as(
        'today',
      ),
      sql<number>`coalesce(sum(pushes), 0)::bigint`.as('pushes'),
      sql<Date | null>`max(last_push)`.as('last'),
    ])
    .executeTakeFirstOrThrow()
  const refused = await db
    .selectFrom('refused_push')
    .select(['reason', sql<number>`sum(count)::bigint`.as('count'), sql<number>`count(*)`.as('senders')])
    .groupBy('reason')
    .orderBy('reason')
    .execute()
  const { total } = await unknownCallers(db, { limit: 1 })
  return {
    senders: senders.all,
    sendersToday: senders.today,
    pushes: senders.pushes,
    lastPush: senders.last?.toISOString() ?? null,
    refused,
    unknownCallers: total,
  }
}
