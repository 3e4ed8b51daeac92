import { msOf, secondsOf } from '@ferraris/metering'
import type { PoolClient } from 'pg'
import { codesOfAlarm, registerOfAlarm } from './alarm-codes.ts'
import { type DeviceEvent, devicesOf, type LoggedEvent } from './device-event.ts'
import { eventProfileOf } from './event-kind.ts'
import { fromLogs, learntBy } from './learnt.ts'
import { lockDevices } from './lock-devices.ts'
import { longestUnseenSeconds } from './polled-alarms.ts'

/** How far the time of a log row may lie outside of what was told, seconds: meters round, and read their clock twice. Ours. */
const slackSeconds = 10

/**
 * Joins events with those that are stored and are the same, learnt in another way, within the caller's transaction: a row of a
 * log with the push or alarm bit that told of it, and those with the row. Gives the events that are not joined.
 */
export async function joinKnown(client: PoolClient, events: readonly DeviceEvent[]): Promise<DeviceEvent[]> {
  const fromLog = events.filter(({ event }) => isFromLog(event))
  const told = events.filter(({ event }) => !isFromLog(event))
  await lockDevices(client, devicesOf(events))
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
  const ofDevice = Map.groupBy(left, ({ endDeviceId }) => endDeviceId)
  const joined = open.flatMap(row => {
    const its = (ofDevice.get(row.end_device_id) ?? []).filter(one => left.has(one))
    const match = nearest(row, its)
    if (match === undefined) return []
    left.delete(match)
    return [{ row, event: match.event }]
  })
  await becomeLogged(client, joined)
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

/** Stored events that were told of become the rows of the log, and keep their numbers. */
async function becomeLogged(
  client: PoolClient,
  joined: readonly { readonly row: StoredRow; readonly event: LoggedEvent }[],
): Promise<void> {
  if (joined.length === 0) return
  await client.query({
    name: 'become-logged',
    text: `with given as (
       select * from unnest($1::bigint[], $2::float8[], $3::text[], $4::integer[], $5::integer[], $6::boolean[], $7::smallint[],
         $8::boolean[]) as g (id, time, log, code, ordinal, numbered, learnt, is_bit)
     ), joined as (
       update end_device_event e set time = to_timestamp(g.time), log = g.log, code = g.code, ordinal = g.ordinal,
         numbered = g.numbered, learnt = e.learnt | g.learnt, since = null
       from given g where e.id = g.id
       returning e.end_device_id, e.time, e.log, e.code, e.ordinal, g.is_bit
     )
     insert into integration_new_event (end_device_id, time, log, code, ordinal)
     select end_device_id, time, log, code, ordinal from joined
     where is_bit and exists (select from integration_destination where 'EndDeviceEvents' = any(nouns))
     on conflict do nothing`,
    values: [
      joined.map(({ row }) => row.id),
      joined.map(({ event }) => event.time),
      joined.map(({ event }) => event.log),
      joined.map(({ event }) => event.code),
      joined.map(({ event }) => event.ordinal),
      joined.map(({ event }) => event.numbered),
      joined.map(({ event }) => event.learnt ?? learntBy.log),
      // One with a code was announced when it was told.
      joined.map(({ row }) => isBit(row)),
    ],
  })
}

/** What tells of an event that is stored: the stored one notes that it was told of this way, too. */
async function joinLogged(client: PoolClient, events: readonly DeviceEvent[]): Promise<DeviceEvent[]> {
  // By one way an event is told of once: what was told this way is another event, unless it is the same in all.
  const { rows } = await client.query<StoredRow & { readonly place: number }>({
    name: 'near-events',
    text: `select ${columns}, g.place::integer
       from unnest($1::bigint[], $2::float8[], $3::float8[], $4::text[], $5::integer[], $6::smallint[])
         with ordinality as g (id, time, since, log, code, learnt, place)
       cross join lateral (
         select n.* from end_device_event n
         where (n.end_device_id, n.time) >= (g.id, to_timestamp(g.since - ${slackSeconds}))
           and (n.end_device_id, n.time) <= (g.id, to_timestamp(g.time + ${slackSeconds}))
         union all
         -- Stored under when it was seen, and begun before: few have such a span, and an index of their own.
         select f.* from end_device_event f
         where f.since is not null and f.since <= to_timestamp(g.time + ${slackSeconds})
           and (f.end_device_id, f.time) > (g.id, to_timestamp(g.time + ${slackSeconds}))
           and (f.end_device_id, f.time) <= (g.id, to_timestamp(g.time + ${slackSeconds + longestUnseenSeconds}))
       ) e
       join end_device d on d.id = e.end_device_id
       where e.learnt & g.learnt = 0 or e.log = g.log and e.code = g.code and e.time = to_timestamp(g.time)
       order by e.time desc, g.place`,
    values: [
      events.map(({ endDeviceId }) => endDeviceId),
      events.map(({ event }) => event.time),
      events.map(({ event: { time, since = time } }) => Math.min(time, since)),
      events.map(({ event }) => event.log),
      events.map(({ event }) => event.code),
      events.map(({ event }) => event.learnt ?? 0),
    ],
  })
  if (rows.length === 0) return [...events]
  const left = new Set(events)
  const joined = new Map<number, number>()
  for (const row of rows) {
    const one = events[row.place - 1]
    if (one === undefined || !left.has(one) || joined.has(row.id) || !isToldOf(row, one)) continue
    left.delete(one)
    joined.set(row.id, one.event.learnt ?? 0)
  }
  if (joined.size > 0)
    await client.query({
      name: 'note-learnt',
      text: `update end_device_event e set learnt = e.learnt | given.learnt
       from unnest($1::bigint[], $2::smallint[]) as given (id, learnt)
       where e.id = given.id and e.learnt | given.learnt <> e.learnt`,
      values: [[...joined.keys()], [...joined.values()]],
    })
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

/** The row of the log of the same device that is nearest to what was told of. */
function nearest(row: StoredRow, events: readonly DeviceEvent[]): DeviceEvent | undefined {
  const told = spanOf(row)
  const fitting = events.filter(
    ({ event }) => isNear(told, event.time) && (isSameCode(row, event) || isOfBit(row, row, event)),
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
