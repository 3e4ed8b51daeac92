import type { PoolClient } from 'pg'
import { raiseAlarms } from '../alarms/raising/raise.ts'
import type { AlarmWord } from './alarm-words.ts'
import { type DeviceEvent, devicesOf, type FreshEvent, type LoggedEvent } from './device-event.ts'
import { joinKnown } from './join-events.ts'
import { learntBy } from './learnt.ts'
import { lockDevices } from './lock-devices.ts'
import { polledAlarms } from './polled-alarms.ts'

export interface StoredEvents {
  /** Left out, because their day was full. */
  readonly leftOut: number
  readonly fresh: readonly FreshEvent[]
}

/** Events of one day that are kept of a device: logs hold some hundred, and a meter may make them up. */
export const mostEventsADay = 1000

/**
 * Stores events within the caller's transaction; one that is there is not stored again, also when it came with its number
 * over a power line and comes without one by DLMS, or the other way round, or was pushed, or was a bit of an alarm word before:
 * then it is noted how else it was learnt. What is new becomes alarms, by their rules.
 */
export async function storeEvents(
  client: PoolClient,
  events: readonly DeviceEvent[],
  now = Date.now(),
): Promise<StoredEvents> {
  if (events.length === 0) return { leftOut: 0, fresh: [] }
  const unknown = await joinKnown(client, events)
  if (unknown.length === 0) return { leftOut: 0, fresh: [] }
  const { rows } = await client.query<FreshRow>({
    name: 'store-events',
    text: insertion,
    values: [
      unknown.map(({ endDeviceId }) => endDeviceId),
      unknown.map(({ event }) => event.time),
      unknown.map(({ event }) => event.log),
      unknown.map(({ event }) => event.code),
      unknown.map(({ event }) => event.ordinal),
      unknown.map(({ event }) => event.numbered),
      unknown.map(({ event }) => event.learnt ?? learntBy.log),
      unknown.map(({ event }) => event.since ?? null),
      new Date(now),
    ],
  })
  const fresh = rows.flatMap(({ id, end_device_id: endDeviceId, ...row }) =>
    id === null ? [] : [{ id, endDeviceId, ...row }],
  )
  await raiseAlarms(client, fresh, now)
  return { fresh, leftOut: rows.length - fresh.length }
}

/** Stores what sessions and concentrators have read: rows of logs, then what alarm registers and descriptors say besides. */
export async function storeRead(
  client: PoolClient,
  events: readonly DeviceEvent[],
  words: readonly AlarmWord[],
  now: number,
): Promise<StoredEvents> {
  await lockDevices(client, devicesOf([...events, ...words]))
  const alarms = words.length === 0 ? [] : await polledAlarms(client, words)
  const logged = await storeEvents(client, events, now)
  const told = await storeEvents(client, alarms, now)
  return { leftOut: logged.leftOut + told.leftOut, fresh: [...logged.fresh, ...told.fresh] }
}

/** A row that was stored, or one without `id` for each that was not. */
interface FreshRow extends Omit<FreshEvent, 'id' | 'endDeviceId'> {
  readonly id: number | null
  readonly end_device_id: number
}

const insertion = `
  with given as (
    select id, to_timestamp(time) as time, date_trunc('day', to_timestamp(time)) as day, log, code, ordinal, numbered,
      bit_or(learnt) as learnt, min(to_timestamp(since)) as since
    from unnest($1::bigint[], $2::float8[], $3::text[], $4::integer[], $5::integer[], $6::boolean[], $7::smallint[],
      $8::float8[]) as given (id, time, log, code, ordinal, numbered, learnt, since)
    group by 1, 2, 3, 4, 5, 6, 7
  ), seen as (
    select given.*, e.id as known, e.learnt as before
    from given left join lateral (
      select e.id, e.learnt from end_device_event e
      where e.end_device_id = given.id and e.time = given.time and e.log = given.log and e.code = given.code
        and (e.numbered <> given.numbered or e.ordinal = given.ordinal)
      limit 1
    ) e on true
  ), otherwise as (
    update end_device_event e set learnt = e.learnt | seen.learnt
    from seen where e.id = seen.known and seen.before | seen.learnt <> seen.before
  ), fresh as (
    select seen.*, row_number() over (partition by id, day order by time, ordinal) as place from seen
    where known is null
  ), ranked as (
    -- Compared as rows, for which the index that begins with the device serves alone: by time first all events of the day would be read.
    select fresh.*, place + max(case when place = 1 then (
      select count(*) from end_device_event e
      where (e.end_device_id, e.time) >= (fresh.id, day) and (e.end_device_id, e.time) < (fresh.id, day + interval '1 day')
    ) end) over (partition by id, day) as rank
    from fresh
  ), stored as (
    insert into end_device_event (end_device_id, time, log, code, ordinal, numbered, learnt, since, heard_at)
    select id, time, log, code, ordinal, numbered, learnt, since, $9 from ranked where rank <= ${mostEventsADay}
    on conflict do nothing returning id, end_device_id, time, log, code, ordinal, learnt
  ), announced as (
    insert into integration_new_event (end_device_id, time, log, code, ordinal)
    select end_device_id, time, log, code, ordinal from stored
    where log not like '0.0.97.98.%' and exists (select from integration_destination where 'EndDeviceEvents' = any(nouns))
    on conflict do nothing
  )
  select id, end_device_id, time, log, code, ordinal, learnt from stored
  union all
  select null, id, time, log, code, ordinal, learnt from ranked where rank > ${mostEventsADay}`

/** Numbers equal entries of a log (same time and code) in their order, so that each has a name of its own. */
export function withOrdinals(entries: readonly Omit<LoggedEvent, 'ordinal' | 'numbered'>[]): LoggedEvent[] {
  const seen = new Map<string, number>()
  return entries.map(entry => {
    const key = `${entry.log} ${entry.time} ${entry.code}`
    const ordinal = seen.get(key) ?? 0
    seen.set(key, ordinal + 1)
    return { ...entry, ordinal, numbered: false }
  })
}
