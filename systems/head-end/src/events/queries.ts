import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'
import { codesOf, eventKind } from './event-kind.ts'
import type { EndDeviceEvent, EventFilter } from './schemas.ts'

/** Events of one or all end devices, newest first. Throws CursorError. */
export async function listEndDeviceEvents(
  db: Kysely<Tables>,
  filter: EventFilter,
): Promise<Page<EndDeviceEvent>> {
  let matching = db.selectFrom('end_device_event as e')
  if (filter.endDevice !== undefined) {
    const serial = filter.endDevice
    matching = matching.where('e.end_device_id', '=', eb =>
      eb.selectFrom('end_device').select('id').where('serial', '=', serial),
    )
  }
  if (filter.severity === 'info') {
    // Codes without a name have it, too.
    matching = matching.where('e.code', 'not in', codesOf('critical', 'major', 'minor'))
  } else if (filter.severity !== undefined) {
    matching = matching.where('e.code', 'in', codesOf(filter.severity))
  }
  if (filter.from !== undefined) matching = matching.where('e.time', '>=', new Date(filter.from))
  const { total } = await matching.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  let page = matching
    .innerJoin('end_device as d', 'd.id', 'e.end_device_id')
    .select(['d.serial', 'e.end_device_id', 'e.time', 'e.log', 'e.code', 'e.ordinal'])
    .orderBy('e.time', 'desc')
    .orderBy('e.end_device_id', 'desc')
    .orderBy('e.log', 'desc')
    .orderBy('e.code', 'desc')
    .orderBy('e.ordinal', 'desc')
    .limit(filter.limit + 1)
  if (filter.cursor !== undefined) {
    const [time, device, log, code, ordinal] = decodeCursor(filter.cursor, [
      'string',
      'number',
      'string',
      'number',
      'number',
    ])
    page = page.where(
      sql<boolean>`(e.time, e.end_device_id, e.log, e.code, e.ordinal)
        < (${time}::timestamptz, ${device}::bigint, ${log}::text, ${code}::integer, ${ordinal}::integer)`,
    )
  }
  return pageOf(
    await page.execute(),
    filter.limit,
    total,
    row => [row.time.toISOString(), row.end_device_id, row.log, row.code, row.ordinal],
    row => ({
      endDevice: row.serial,
      time: row.time.toISOString(),
      code: row.code,
      ...eventKind(row.log, row.code),
    }),
  )
}
