import type { PoolClient } from 'pg'

/** An entry of a device's event log. */
export interface LoggedEvent {
  /** By the device's clock, seconds since 1970-01-01T00:00Z. */
  readonly time: number
  /** OBIS of the log. */
  readonly log: string
  readonly code: number
  /** The meter's own number of it; where it has none, its place among entries of the same log, time and code, from 0. */
  readonly ordinal: number
  /** Whether `ordinal` is the meter's own number. */
  readonly numbered: boolean
}

interface DeviceEvent {
  readonly endDeviceId: number
  readonly event: LoggedEvent
}

/** Events of one day that are kept of a device: logs hold some hundred, and a meter may make them up. */
export const mostEventsADay = 1000

/**
 * Stores events within the caller's transaction; one that is there is not stored again, also when it came with its number
 * over a power line and comes without one by DLMS, or the other way round. Gives how many were left out, because their day was full.
 */
export async function storeEvents(client: PoolClient, events: readonly DeviceEvent[]): Promise<number> {
  if (events.length === 0) return 0
  const { rows } = await client.query<{ left_out: number }>(
    `with given as (
       select distinct id, to_timestamp(time) as time, date_trunc('day', to_timestamp(time)) as day, log, code, ordinal,
         numbered
       from unnest($1::bigint[], $2::float8[], $3::text[], $4::integer[], $5::integer[], $6::boolean[])
         as given (id, time, log, code, ordinal, numbered)
     ), fresh as (
       select given.*, row_number() over (partition by id, day order by time, ordinal) as place from given
       where not exists (
         select from end_device_event e
         where e.end_device_id = given.id and e.time = given.time and e.log = given.log and e.code = given.code
           and (e.numbered <> given.numbered or e.ordinal = given.ordinal)
       )
     ), days as (
       select id, day, (
         select count(*) from end_device_event e
         where e.end_device_id = given.id and e.time >= day and e.time < day + interval '1 day'
       ) as kept
       from (select distinct id, day from fresh) given
     ), stored as (
       insert into end_device_event (end_device_id, time, log, code, ordinal, numbered)
       select id, time, log, code, ordinal, numbered from fresh join days using (id, day)
       where place + kept <= ${mostEventsADay}
       on conflict do nothing returning end_device_id, time, log, code, ordinal
     ), announced as (
       insert into integration_new_event (end_device_id, time, log, code, ordinal)
       select end_device_id, time, log, code, ordinal from stored
       where exists (select from integration_destination where 'EndDeviceEvents' = any(nouns))
       on conflict do nothing
     )
     select count(*) as left_out from fresh join days using (id, day) where place + kept > ${mostEventsADay}`,
    [
      events.map(({ endDeviceId }) => endDeviceId),
      events.map(({ event }) => event.time),
      events.map(({ event }) => event.log),
      events.map(({ event }) => event.code),
      events.map(({ event }) => event.ordinal),
      events.map(({ event }) => event.numbered),
    ],
  )
  return rows.reduce((sum, { left_out }) => sum + left_out, 0)
}

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
