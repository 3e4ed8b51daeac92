import {
  type EventName,
  eventOf,
  eventProfileNames,
  eventProfiles,
  eventText,
  idisLogs,
  msPerMinute,
} from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import { eventProfileOf } from '../../events/event-kind.ts'
import type { Tables } from '../../tables.ts'
import { kindOfEvent } from '../kinds.ts'
import type { Detected, Evidence } from '../record/keep.ts'

/** Voltages too high and too low at the same time on one line: the star point has moved. */
const high: ReadonlySet<EventName> = new Set(['overvoltageL1', 'overvoltageL2', 'overvoltageL3'])
const low: ReadonlySet<EventName> = new Set([
  'undervoltageL1',
  'undervoltageL2',
  'undervoltageL3',
  'badVoltageL1',
  'badVoltageL2',
  'badVoltageL3',
])
const togetherMs = 15 * msPerMinute
/** Without the neutral some phases of a line rise while others fall; one meter with both is enough, too. */
const fewestMeters = 2

const logs = Object.values(idisLogs)

/** Every number that any profile has for an event that is looked at. */
const codes = [
  ...new Set(
    eventProfileNames.flatMap(name =>
      Array.from({ length: 256 }, (_, code) => code).filter(code =>
        logs.some(log => {
          const event = eventOf(eventProfiles[name], log, code)
          return event !== undefined && (kindOfEvent.has(event) || high.has(event) || low.has(event))
        }),
      ),
    ),
  ),
]

/** Events in one go. */
export const mostEvents = 5000
/** Transactions commit out of the order of their numbers: so many of before are looked at again. */
const overlap = 2000

interface EventRow {
  readonly id: number
  readonly endDevice: number
  readonly concentrator: string | null
  readonly profile: string
  readonly time: Date
  readonly log: string
  readonly code: number
}

/** Evidence in the events that came since the one of a number, and the number of the last one looked at. */
export async function fromEvents(
  db: Kysely<Tables>,
  after: number,
): Promise<{ readonly detected: Detected[]; readonly last: number; readonly isAll: boolean }> {
  const { rows } = await sql<EventRow>`
    select e.id, e.end_device_id as "endDevice", m.concentrator, d.event_profile as profile, e.time, e.log, e.code
    from end_device_event e join end_device d on d.id = e.end_device_id
    left join line_meter m on m.end_device_id = d.id
    where e.id > ${Math.max(0, after - overlap)} and e.code = any(${codes}::integer[])
    order by e.id limit ${mostEvents}`.execute(db)
  const named = rows.flatMap(row => {
    const event = eventOf(eventProfiles[eventProfileOf(row.profile)], row.log, row.code)
    return event === undefined ? [] : [{ ...row, event }]
  })
  const detected = [...bySubject(named), ...movedStarPoints(named)]
  return { detected, last: Math.max(after, rows.at(-1)?.id ?? after), isAll: rows.length < mostEvents }
}

type NamedRow = EventRow & { readonly event: EventName }

function bySubject(rows: readonly NamedRow[]): Detected[] {
  const found = new Map<string, Detected & { readonly evidence: Evidence[] }>()
  for (const row of rows) {
    const kind = kindOfEvent.get(row.event)
    if (kind === undefined) continue
    const key = `${kind} ${row.endDevice}`
    const one = found.get(key) ?? { kind, endDevice: row.endDevice, evidence: [] }
    one.evidence.push(evidenceOf(row))
    found.set(key, one)
  }
  return [...found.values()]
}

function evidenceOf({ id, time, profile, log, code, event }: NamedRow): Evidence {
  return {
    key: `event ${id}`,
    at: time.getTime(),
    source: 'event',
    detail: eventText(event),
    event: { profile: eventProfileOf(profile), log, code, name: eventText(event) },
  }
}

/** Sections, or meters of their own connection, where voltages went up and down at the same time. */
function movedStarPoints(rows: readonly NamedRow[]): Detected[] {
  const places = new Map<string, NamedRow[]>()
  for (const row of rows) {
    if (!high.has(row.event) && !low.has(row.event)) continue
    const place = row.concentrator ?? `meter ${row.endDevice}`
    places.set(place, [...(places.get(place) ?? []), row])
  }
  return [...places.values()].flatMap((list): Detected[] => {
    const near = list.filter(row =>
      list.some(
        other =>
          high.has(other.event) !== high.has(row.event) &&
          Math.abs(other.time.getTime() - row.time.getTime()) <= togetherMs,
      ),
    )
    const [first] = near
    if (first === undefined) return []
    const meters = new Set(near.map(({ endDevice }) => endDevice))
    const { concentrator } = first
    const evidence = near.map(evidenceOf)
    return concentrator !== null && meters.size >= fewestMeters
      ? [{ kind: 'broken-neutral' as const, concentrator, evidence }]
      : [...meters].map(endDevice => ({
          kind: 'broken-neutral' as const,
          endDevice,
          evidence: near.filter(row => row.endDevice === endDevice).map(evidenceOf),
        }))
  })
}
