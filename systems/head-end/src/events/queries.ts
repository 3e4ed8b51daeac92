import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import {
  type Expression,
  type ExpressionBuilder,
  type Kysely,
  type Nullable,
  type SqlBool,
  sql,
} from 'kysely'
import type { Tables } from '../tables.ts'
import { codesOf, eventKind, eventProfileOf } from './event-kind.ts'
import { waysOf } from './learnt.ts'
import type { EndDeviceEvent, EventFilter } from './schemas.ts'

type EventsOfDevices = Tables & { d: Nullable<Tables['end_device']>; e: Tables['end_device_event'] }

/** Events up to which a list of all of them counts each; of more, the database's estimate is told. The overview asks every half minute. */
export const mostCounted = 100_000

async function estimated(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ events: number }>`
    select reltuples::bigint as events from pg_class where oid = 'end_device_event'::regclass`.execute(db)
  return rows[0]?.events ?? 0
}

/** Events of one or all end devices, newest first. Throws CursorError. */
export async function listEndDeviceEvents(
  db: Kysely<Tables>,
  filter: EventFilter,
): Promise<Page<EndDeviceEvent>> {
  const isOfAll = [filter.endDevice, filter.severity, filter.from].every(one => one === undefined)
  const estimate = isOfAll ? await estimated(db) : 0
  // Each event has its device; but only a left join is left out where nothing asks for the device, as when all are counted.
  let matching = db.selectFrom('end_device_event as e').leftJoin('end_device as d', 'd.id', 'e.end_device_id')
  if (filter.endDevice !== undefined) {
    matching = matching.where('d.serial', '=', filter.endDevice)
  }
  if (filter.severity === 'info') {
    // Codes without a name have it, too.
    matching = matching.where(eb => eb.not(hasCodeOf(eb, codesOf('critical', 'major', 'minor'))))
  } else if (filter.severity !== undefined) {
    const codes = codesOf(filter.severity)
    matching = matching.where(eb => hasCodeOf(eb, codes))
  }
  if (filter.from !== undefined) matching = matching.where('e.time', '>=', new Date(filter.from))
  const counted = matching.select(sql<number>`count(*)`.as('total'))
  const total = estimate > mostCounted ? estimate : (await counted.executeTakeFirstOrThrow()).total
  let page = matching
    .select(['d.serial', 'd.event_profile', 'e.end_device_id', 'e.time', 'e.log', 'e.code', 'e.ordinal'])
    .select(['e.id', 'e.learnt', 'e.heard_at'])
    .$narrowType<{ serial: string; event_profile: string }>()
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
    row => {
      const profile = eventProfileOf(row.event_profile)
      return {
        endDevice: row.serial,
        time: row.time.toISOString(),
        profile,
        log: row.log,
        code: row.code,
        ...eventKind(profile, row.log, row.code),
        id: row.id,
        learnt: waysOf(row.learnt),
        heardAt: row.heard_at?.toISOString() ?? null,
      }
    },
  )
}

/** A bit of an alarm register, which is no number of a log. */
const isAlarm = sql<boolean>`e.log like '0.0.97.98.%'`

/** Whether an event `e` of a device `d` has one of the codes given for its device's profile. */
function hasCodeOf(
  eb: ExpressionBuilder<EventsOfDevices, 'd' | 'e'>,
  profiles: ReturnType<typeof codesOf>,
): Expression<SqlBool> {
  const isOneOf = (codes: readonly number[]) => eb('e.code', '=', eb.fn.any(eb.val([...codes])))
  return eb.or(
    profiles.map(({ profile, codes, alarms }) =>
      eb.and([
        eb('d.event_profile', '=', profile),
        eb.or([
          eb.and([eb.not(isAlarm), isOneOf(codes)]),
          ...alarms.map(({ register, bits }) => eb.and([eb('e.log', '=', register), isOneOf(bits)])),
        ]),
      ]),
    ),
  )
}
