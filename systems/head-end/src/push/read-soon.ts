import { addDays, zone } from '@ferraris/cosem'
import { msPerMinute, secondsOf } from '@ferraris/metering'
import { Problem } from '@ferraris/service'
import { type ControlParts, order } from '../orders/record/order.ts'

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
