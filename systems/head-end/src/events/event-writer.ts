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

/**
 * Stores events within the caller's transaction; one that is there is not stored again, also when it came with its number
 * over a power line and comes without one by DLMS, or the other way round.
 */
export async function storeEvents(client: PoolClient, events: readonly DeviceEvent[]): Promise<void> {
  if (events.length === 0) return
  await client.query(
    `insert into end_device_event (end_device_id, time, log, code, ordinal, numbered)
     select id, to_timestamp(time), log, code, ordinal, numbered
     from unnest($1::bigint[], $2::float8[], $3::text[], $4::integer[], $5::integer[], $6::boolean[])
       as given (id, time, log, code, ordinal, numbered)
     where not exists (
       select from end_device_event e
       where e.end_device_id = given.id and e.time = to_timestamp(given.time) and e.log = given.log
         and e.code = given.code and e.numbered <> given.numbered
     )
     on conflict do nothing`,
    [
      events.map(({ endDeviceId }) => endDeviceId),
      events.map(({ event }) => event.time),
      events.map(({ event }) => event.log),
      events.map(({ event }) => event.code),
      events.map(({ event }) => event.ordinal),
      events.map(({ event }) => event.numbered),
    ],
  )
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
