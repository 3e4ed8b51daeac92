import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { mostDevicesAMessage } from '../bounds.ts'
import { meterReadingsOf } from '../mapping/readings/meter-readings-out.ts'
import { blocksOfDays, registersOfDays } from '../mapping/readings/queries.ts'
import { putEventFor, subscribersOf } from './put-event.ts'

interface Parts {
  readonly db: Kysely<Tables>
  readonly now: () => number
}

/**
 * Publishes readings that were stored since the last time, a page of meters a message: within the caller's transaction, so that what is taken off
 * the list is in the outbox. Each message has the whole day of a meter as it is known, so that one that comes twice, or
 * late, changes nothing. Gives whether there may be more.
 */
export async function publishReadings(parts: Parts): Promise<boolean> {
  const { db } = parts
  const { subscribers, full } = await subscribersOf(db, 'MeterReadings')
  if (full) return false
  const { rows: days } = await sql<{ end_device_id: number; day: string }>`
    delete from integration_new_reading where (end_device_id, day) in (
      select end_device_id, day from integration_new_reading order by day, end_device_id
      limit ${mostDevicesAMessage} for update skip locked)
    returning end_device_id, day`.execute(db)
  if (days.length === 0 || subscribers.length === 0) return false
  const readings = meterReadingsOf(await blocksOfDays(db, days), await registersOfDays(db, days))
  if (readings.MeterReading !== undefined)
    for (const subscriber of subscribers)
      await putEventFor(parts, subscriber, {
        noun: 'MeterReadings',
        verb: 'created',
        payload: { MeterReadings: readings },
      })
  return days.length === mostDevicesAMessage
}
