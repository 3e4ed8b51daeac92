import { addDays, zone } from '@ferraris/cosem'
import { msPerMinute, secondsOf } from '@ferraris/metering'
import { Problem } from '@ferraris/service'
import type { Kysely } from 'kysely'
import { type ControlParts, order } from '../orders/record/order.ts'
import type { Tables } from '../tables.ts'

/** Logs that are read at once for an alarm, in one go; the rest of a storm waits for the schedule. */
const mostAtOnce = 500
const requestedBy = 'head-end'

/**
 * Orders the logs of meters to be read at once, directly or through their concentrators: an alarm has been raised of which only the log
 * says what it is. Once a minute and meter at most.
 */
export async function readSoon(parts: ControlParts, endDeviceIds: readonly number[]): Promise<void> {
  const { db, now } = parts
  const devices = await db
    .selectFrom('end_device')
    .select(['id', 'serial', 'time_zone'])
    .where('id', 'in', endDeviceIds.slice(0, mostAtOnce))
    .execute()
  for (const { id, serial, time_zone: timeZone } of devices) {
    const to = zone(timeZone).dateOf(secondsOf(now()))
    const request = {
      id: `alarm-${id}-${Math.floor(now() / msPerMinute)}`,
      endDevice: serial,
      kind: 'read-events',
      priority: 'high',
      parameters: { from: addDays(to, -1), to },
    } as const
    try {
      await order(parts, request, requestedBy)
    } catch (error) {
      // The meter has gone meanwhile, or takes no orders.
      if (!(error instanceof Problem)) throw error
    }
  }
}

/** A meter that calls in is due at once if it could not be reached before, or was due; whether that changed anything. */
export async function dueAtCall(db: Kysely<Tables>, endDeviceId: number, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('collection as c')
    .from('end_device as d')
    .set({ next_due: new Date(now) })
    .whereRef('d.id', '=', 'c.end_device_id')
    .where('c.end_device_id', '=', endDeviceId)
    .where('d.uri', 'like', 'dlms+call-in:%')
    .where('c.next_due', '>', new Date(now))
    .where(eb => eb.or([eb('c.failures', '>', 0), eb('c.state', '=', 'new')]))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
