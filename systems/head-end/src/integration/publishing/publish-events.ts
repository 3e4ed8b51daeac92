import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { endDeviceEventsOf, type LogEntry } from '../mapping/events/events-out.ts'
import { putEventFor, subscribersOf } from './put-event.ts'

interface Parts {
  readonly db: Kysely<Tables>
  readonly now: () => number
}

/** Entries a message. */
const mostEntries = 500

/** Publishes entries of meters' logs that were stored since the last time, as {@link publishReadings} does readings. */
export async function publishEvents(parts: Parts): Promise<boolean> {
  const { db } = parts
  const { subscribers, full } = await subscribersOf(db, 'EndDeviceEvents')
  if (full) return false
  const { rows } = await sql<LogEntry>`
    with taken as (
      delete from integration_new_event where (end_device_id, time, log, code, ordinal) in (
        select end_device_id, time, log, code, ordinal from integration_new_event
        order by time limit ${mostEntries} for update skip locked)
      returning *)
    select d.serial, d.usage_point, d.event_profile, e.time, e.log, e.code, e.ordinal
    from taken e join end_device d on d.id = e.end_device_id
    order by e.time, d.serial, e.log, e.code, e.ordinal`.execute(db)
  if (rows.length === 0) return false
  const payload = { EndDeviceEvents: endDeviceEventsOf(rows) }
  for (const subscriber of subscribers)
    await putEventFor(parts, subscriber, { noun: 'EndDeviceEvents', verb: 'created', payload })
  return rows.length === mostEntries
}
