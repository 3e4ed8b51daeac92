import { msOf, secondsOf } from '@ferraris/metering'
import type { PoolClient } from 'pg'
import { codesOfAlarm, registerOfAlarm } from './alarm-codes.ts'
import type { DeviceEvent, LoggedEvent } from './device-event.ts'
import { eventProfileOf } from './event-kind.ts'
import { fromLogs, learntBy } from './learnt.ts'

/** How far the time of a log row may lie outside of what was told, seconds: meters round, and read their clock twice. Ours. */
const slackSeconds = 10

/** Those that tell before the log does wait for all that is storing logs, and those wait for them: neither misses the other. */
export const oneAtATime = `select pg_advisory_xact_lock(hashtext('ferraris events'))`
const manyAtATime = `select pg_advisory_xact_lock_shared(hashtext('ferraris events'))`

/**
 * Joins events with those that are stored and are the same, learnt in another way, within the caller's transaction: a row of a
 * log with the push or alarm bit that told of it, and those with the row. Gives the events that are not joined.
 */
export async function joinKnown(client: PoolClient, events: readonly DeviceEvent[]): Promise<DeviceEvent[]> {
  const fromLog = events.filter(({ event }) => isFromLog(event))
  const told = events.filter(({ event }) => !isFromLog(event))
  await client.query(told.length > 0 ? oneAtATime : manyAtATime)
  const left = fromLog.length === 0 ? [] : await joinTold(client, fromLog)
  return told.length === 0 ? left : [...left, ...(await joinLogged(client, told))]
}

function isFromLog({ learnt = learntBy.log }: LoggedEvent): boolean {
  return (learnt & fromLogs) !== 0
}

interface StoredRow {
  readonly id: number
  readonly end_device_id: number
  readonly event_profile: string
  readonly time: Date
  readonly since: Date | null
  readonly log: string
  readonly code: number
  readonly learnt: number
}

const columns = 'e.id, e.end_device_id, d.event_profile, e.time, e.since, e.log, e.code, e.learnt'

/** Rows of logs that something told of before: the stored event takes what the log says. */
async function joinTold(client: PoolClient, events: readonly DeviceEvent[]): Promise<DeviceEvent[]> {
  const { rows: open } = await client.query<StoredRow>({
    name: 'open-events',
    text: `select ${columns} from end_device_event e join end_device d on d.id = e.end_device_id
       where e.learnt & ${fromLogs} = 0 and e.end_device_id = any($1::bigint[]) and e.time >= to_timestamp($2)
       order by e.time`,
    values: [[...new Set(events.map(({ endDeviceId }) => endDeviceId))], earliest(events) - slackSeconds],
  })
  if (open.length === 0) return [...events]
  const left = new Set(await notStored(client, events))
  const known = events.filter(one => !left.has(one))
  for (const row of open) {
    const match = nearest(row, [...left])
    if (match === undefined) continue
    left.delete(match)
    await becomeLogged(client, row, match.event)
  }
  return [...known, ...left]
}

/** Those of which no equal row is stored. */
async function notStored(client: PoolClient, events: readonly DeviceEvent[]): Promise<DeviceEvent[]> {
  const { rows } = await client.query<{ place: number }>(
    `select place::integer from unnest($1::bigint[], $2::float8[], $3::text[], $4::integer[])
       with ordinality as given (id, time, log, code, place)
     where not exists (select from end_device_event e where e.end_device_id = given.id
       and e.time = to_timestamp(given.time) and e.log = given.log and e.code = given.code)`,
    [
      events.map(({ endDeviceId }) => endDeviceId),
      events.map(({ event }) => event.time),
      events.map(({ event }) => event.log),
      events.map(({ event }) => event.code),
    ],
  )
  const places = new Set(rows.map(({ place }) => place - 1))
  return events.filter((_, place) => places.has(place))
}

/** The stored event that was told of becomes the row of the log, and keeps its number. */
async function becomeLogged(client: PoolClient, row: StoredRow, event: LoggedEvent): Promise<void> {
  await client.query(
    `with joined as (
       update end_device_event set time = to_timestamp($2), log = $3, code = $4, ordinal = $5, numbered = $6,
         learnt = learnt | $7, since = null
       where id = $1 returning end_device_id, time, log, code, ordinal
     )
     insert into integration_new_event (end_device_id, time, log, code, ordinal)
     select end_device_id, time, log, code, ordinal from joined
     where $8 and exists (select from integration_destination where 'EndDeviceEvents' = any(nouns))
     on conflict do nothing`,
    [
      row.id,
      event.time,
      event.log,
      event.code,
      event.ordinal,
      event.numbered,
      event.learnt ?? learntBy.log,
      // One with a code was announced when it was told.
      isBit(row),
    ],
  )
}

/** What tells of an event that is stored: the stored one notes that it was told of this way, too. */
async function joinLogged(client: PoolClient, events: readonly DeviceEvent[]): Promise<DeviceEvent[]> {
  const times = events.map(({ event }) => event.time)
  const { rows } = await client.query<StoredRow>({
    name: 'near-events',
    text: `select ${columns} from end_device_event e join end_device d on d.id = e.end_device_id
       where e.end_device_id = any($1::bigint[]) and e.time >= to_timestamp($2)
         and coalesce(e.since, e.time) <= to_timestamp($3)
       order by e.time desc`,
    values: [
      [...new Set(events.map(({ endDeviceId }) => endDeviceId))],
      earliest(events) - slackSeconds,
      Math.max(...times) + slackSeconds,
    ],
  })
  if (rows.length === 0) return [...events]
  const left = new Set(events)
  const joined: { id: number; learnt: number }[] = []
  const near = Map.groupBy(events, ({ endDeviceId }) => endDeviceId)
  for (const row of rows) {
    const match = (near.get(row.end_device_id) ?? []).find(one => left.has(one) && isToldOf(row, one))
    if (match === undefined) continue
    left.delete(match)
    joined.push({ id: row.id, learnt: match.event.learnt ?? 0 })
  }
  if (joined.length > 0)
    await client.query(
      `update end_device_event e set learnt = e.learnt | given.learnt
       from unnest($1::bigint[], $2::smallint[]) as given (id, learnt)
       where e.id = given.id and e.learnt | given.learnt <> e.learnt`,
      [joined.map(({ id }) => id), joined.map(({ learnt }) => learnt)],
    )
  return [...left]
}

/** Whether something is told of a stored event: by one way an event is told of once, so that a second telling is of another event. */
function isToldOf(row: StoredRow, { event }: DeviceEvent): boolean {
  const isSame = row.log === event.log && row.code === event.code && +row.time === msOf(event.time)
  if (isSame) return true
  if ((row.learnt & (event.learnt ?? 0)) !== 0) return false
  const stored = spanOf(row)
  if (!isNear(event, stored.time) && !isNear(stored, event.time)) return false
  // A bit that is set, and what sets it; or the other way round.
  return isSameCode(row, event) || isOfBit(row, event, row) || isOfBit(row, row, event)
}

/** The row of a log that is nearest to what was told of. */
function nearest(row: StoredRow, events: readonly DeviceEvent[]): DeviceEvent | undefined {
  const told = spanOf(row)
  const fitting = events.filter(
    ({ endDeviceId, event }) =>
      endDeviceId === row.end_device_id &&
      isNear(told, event.time) &&
      (isSameCode(row, event) || isOfBit(row, row, event)),
  )
  const distance = ({ event }: DeviceEvent) => Math.abs(event.time - told.time)
  return fitting.toSorted((one, other) => distance(one) - distance(other))[0]
}

type Coded = Pick<LoggedEvent, 'log' | 'code'>

function isOfBit({ event_profile: profile }: StoredRow, bit: Coded, logged: Coded): boolean {
  if (!isBit(bit)) return false
  return codesOfAlarm(eventProfileOf(profile), bit.log, bit.code).some(({ code }) => code === logged.code)
}

/** A number has one meaning in all logs of a profile, and some meters have one log for all. */
function isSameCode(one: Coded, other: Coded): boolean {
  return one.code === other.code && !isBit(one) && !isBit(other)
}

function isBit({ log }: Coded): boolean {
  return registerOfAlarm(log) !== undefined
}

function isNear({ time, since = time }: Pick<LoggedEvent, 'time' | 'since'>, at: number): boolean {
  return at >= since - slackSeconds && at <= time + slackSeconds
}

/** Between which instants a stored event has happened. */
function spanOf({ time, since }: StoredRow): Pick<LoggedEvent, 'time' | 'since'> {
  return { time: secondsOf(+time), since: since === null ? undefined : secondsOf(+since) }
}

function earliest(events: readonly DeviceEvent[]): number {
  return Math.min(...events.map(({ event: { time, since = time } }) => Math.min(time, since)))
}
