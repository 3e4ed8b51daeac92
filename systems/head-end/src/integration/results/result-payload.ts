import { eventCodes, type NounValue, named, type Payload } from '@ferraris/cim'
import { msPerDay, msPerMinute } from '@ferraris/metering'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { codeOfOrder } from '../mapping/controls/code-of-order.ts'
import { endDeviceEventsOf } from '../mapping/events/events-out.ts'
import { entriesOfSpan } from '../mapping/events/queries.ts'
import { meterReadingsOf } from '../mapping/readings/meter-readings-out.ts'
import { readingsOfSpan } from '../mapping/readings/queries.ts'
import type { Ended } from './ended.ts'

/** Days and registers of one order's answer; entries of its log. */
const most = 1000

export function hasSucceeded({ state }: Pick<Ended, 'state'>): boolean {
  return state === 'done' || state === 'verified'
}

/** What an order has brought, in the noun that tells it. */
export async function payloadOf(
  db: Kysely<Tables>,
  order: Ended,
  tracking: string | null,
): Promise<Payload | undefined> {
  if (order.serial === null || !hasSucceeded(order)) return { EndDeviceControls: controlOf(order, tracking) }
  const serials = [order.serial]
  // A meter's clock may be behind ours.
  const read = {
    serials,
    obis: [],
    from: order.created_at.getTime() - msPerMinute,
    to: order.changed_at.getTime() + msPerMinute,
  }
  switch (order.kind) {
    case 'read-registers': {
      const { registers } = await readingsOfSpan(db, read, most)
      const latest = Math.max(...registers.map(({ time }) => time))
      const reason = reasonOf(tracking)
      return {
        MeterReadings: meterReadingsOf(
          [],
          registers.filter(({ time }) => time === latest),
          reason,
        ),
      }
    }
    case 'read-profile': {
      const from = Date.parse(`${order.parameters.from}T00:00:00Z`)
      const to = Date.parse(`${order.parameters.to}T00:00:00Z`) + msPerDay - 1
      return {
        MeterReadings: meterReadingsOf((await readingsOfSpan(db, { ...read, from, to }, most)).blocks, []),
      }
    }
    case 'read-events': {
      const to = order.changed_at.getTime() + msPerMinute
      return {
        EndDeviceEvents: endDeviceEventsOf(
          await entriesOfSpan(db, { serials, from: to - msPerDay, to }, most),
        ),
      }
    }
    default:
      return { EndDeviceControls: controlOf(order, tracking) }
  }
}

const reasons = [
  'billing',
  'inquiry',
  'moveIn',
  'moveOut',
  'serviceConnect',
  'serviceDisconnect',
  'other',
] as const

/** A reading that was asked for with a reason says so. */
function reasonOf(tracking: string | null) {
  return reasons.find(reason => reason === tracking)
}

/** The order itself, as its sender knows it. */
export function controlOf(order: Ended, tracking: string | null): NounValue<'EndDeviceControls'> {
  return {
    EndDeviceControl: [
      {
        mRID: order.id,
        ...(tracking !== null && { issuerTrackingID: tracking }),
        ...(order.detail !== null && { reason: order.detail }),
        EndDeviceControlType: codeOfOrder(order.kind, order.parameters),
        EndDeviceAction: { command: order.kind },
        EndDevices: deviceOf(order).map(named),
        ...(order.usage_point !== null && { UsagePoints: [named(order.usage_point)] }),
      },
    ],
  }
}

/** The meter of an order, or the concentrator that it was for. */
function deviceOf({ serial, concentrator }: Ended): string[] {
  const name = serial ?? concentrator
  return name === null ? [] : [name]
}

/** The end of an order as an event, as some partners await it: the new state of a switch, else that it is done. */
export function eventOf(order: Ended, tracking: string | null): NounValue<'EndDeviceEvents'> {
  const details = {
    jobId: order.id,
    jobType: order.kind,
    ...(order.activity !== null && { activity: order.activity }),
    attempt: `${order.attempts}`,
    result: hasSucceeded(order) ? 'OK' : 'KO',
    state: order.state,
    ...(order.cause !== null && { cause: order.cause }),
    ...(order.detail !== null && { 'dlms.error': order.detail }),
    ...(order.supply !== null && { supply: order.supply }),
    ...(order.differences?.length && { differences: order.differences.join(' ') }),
  }
  return {
    EndDeviceEvent: [
      {
        mRID: `${order.id}/${order.state}`,
        createdDateTime: order.changed_at.getTime(),
        ...(tracking !== null && { issuerTrackingID: tracking }),
        Assets: deviceOf(order).map(named)[0],
        EndDeviceEventDetails: Object.entries(details).map(([name, value]) => ({ name, value })),
        EndDeviceEventType: eventCodeOf(order),
        ...(order.usage_point !== null && { UsagePoint: named(order.usage_point) }),
      },
    ],
  }
}

const orderFailed = '3.7.0.85'
const orderDone = '3.7.0.58'
/** A switch that was found otherwise than it was left. Our choice until a partner names another. */
const supplyDiffers = '3.31.0.159'

function eventCodeOf(order: Ended): string {
  if (!hasSucceeded(order)) return orderFailed
  if (order.supply !== null) {
    if (order.differences?.length) return supplyDiffers
    return switchCode(order.supply === 'connected')
  }
  return order.kind === 'switch' ? switchCode(order.parameters.connected === true) : orderDone
}

function switchCode(isConnected: boolean): string {
  return (isConnected ? eventCodes.remoteConnection : eventCodes.remoteDisconnection)?.code ?? orderDone
}
