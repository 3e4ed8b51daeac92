import { eventCodes, type NounValue, named, otherEvent } from '@ferraris/cim'
import { type EventProfileName, eventOf, eventProfiles, eventSeverities, eventText } from '@ferraris/metering'
import { eventProfileOf } from '../../../events/event-kind.ts'
import { eventDetail } from '../../partner-codes/translate.ts'

export type EndDeviceEvents = NounValue<'EndDeviceEvents'>
type EndDeviceEvent = NonNullable<EndDeviceEvents['EndDeviceEvent']>[number]

/** An entry of a meter's log. */
export interface LogEntry {
  readonly serial: string
  readonly usage_point: string | null
  readonly event_profile: string
  readonly time: Date
  readonly log: string
  readonly code: number
  readonly ordinal: number
}

/** Entries of logs as EndDeviceEvents. Log and number of the meter stand in the details, whatever the code says. */
export function endDeviceEventsOf(entries: readonly LogEntry[]): EndDeviceEvents {
  return { EndDeviceEvent: entries.map(eventOut) }
}

function eventOut({
  serial,
  usage_point: point,
  event_profile: profile,
  time,
  log,
  code,
  ordinal,
}: LogEntry): EndDeviceEvent {
  const name = eventOf(eventProfiles[eventProfileOf(profile) satisfies EventProfileName], log, code)
  return {
    // The same entry always has the same name, so that a receiver knows it again.
    mRID: `${serial}/${log}/${time.getTime()}/${code}/${ordinal}`,
    createdDateTime: time.getTime(),
    ...(name !== undefined && { reason: eventText(name), severity: eventSeverities[name] }),
    Assets: named(serial),
    EndDeviceEventDetails: [
      { name: 'dlms.eventLog', value: log },
      { name: 'dlms.code', value: `${code}` },
      ...(name === undefined ? [] : [{ name: eventDetail, value: name }]),
    ],
    EndDeviceEventType: (name === undefined ? undefined : eventCodes[name]?.code) ?? otherEvent.code,
    ...(point !== null && { UsagePoint: named(point) }),
  }
}
