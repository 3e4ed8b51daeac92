import {
  type AlarmName,
  beginningsOf,
  type EventProfileName,
  eventOf,
  eventProfiles,
  msOf,
} from '@ferraris/metering'
import { alarmNameOf, registerOfAlarm } from '../../events/alarm-codes.ts'
import type { FreshEvent } from '../../events/device-event.ts'
import { oldestRaisedMs } from '../bounds.ts'
import { heardTime } from './heard-time.ts'

/** An event as it was stored just now. */
export type StoredEvent = Pick<FreshEvent, 'endDeviceId' | 'time' | 'log' | 'code' | 'learnt'>

/** What events need to be known of their device. */
export interface KnownDevice {
  readonly profile: EventProfileName
  /** Seconds that its clock is ahead, where it was found wrong. */
  readonly clockAheadSeconds: number
}

/** What the events of one kind at one device come to. */
export interface FoldedAlarm {
  readonly endDeviceId: number
  readonly kind: AlarmName
  /** 0 where its condition ended, and did not begin. */
  count: number
  first: number
  last: number
  /** When its condition ended, if that came after all beginnings. */
  gone: number | null
}

/** An event by name, at an instant of our clock (epoch milliseconds). */
export interface NamedEvent {
  readonly endDeviceId: number
  readonly name: AlarmName
  readonly at: number
}

/** Events by name, in their order; those without a name are left out, as no rule can ask for them. */
export function namedEvents(
  events: readonly StoredEvent[],
  devices: ReadonlyMap<number, KnownDevice>,
  now: number,
): NamedEvent[] {
  return events
    .flatMap(event => {
      const device = devices.get(event.endDeviceId)
      const name = device && nameOf(device.profile, event)
      if (device === undefined || name === undefined) return []
      const aheadMs = msOf(device.clockAheadSeconds)
      return [{ endDeviceId: event.endDeviceId, name, at: heardTime(event, aheadMs, now) }]
    })
    .sort((a, b) => a.at - b.at)
}

/** What an event is: by its log, or, until that is read, by the bit of the alarm word that it set. */
function nameOf(profile: EventProfileName, { log, code }: StoredEvent): AlarmName | undefined {
  const register = registerOfAlarm(log)
  return register === undefined
    ? eventOf(eventProfiles[profile], log, code)
    : alarmNameOf(profile, register, code)
}

/**
 * Folds events into what they change of the alarms: one for each device and kind, however often it came. Most events are of kinds that
 * raise none, and are left out before the store is asked.
 */
export function foldAlarms(
  events: readonly NamedEvent[],
  raising: ReadonlySet<string>,
  now: number,
): FoldedAlarm[] {
  const folded = new Map<string, FoldedAlarm>()
  const of = (endDeviceId: number, kind: AlarmName, at: number): FoldedAlarm => {
    const key = `${endDeviceId} ${kind}`
    const known = folded.get(key)
    if (known !== undefined) return known
    const alarm = { endDeviceId, kind, count: 0, first: at, last: at, gone: null }
    folded.set(key, alarm)
    return alarm
  }
  for (const { endDeviceId, name, at } of events) {
    if (at < now - oldestRaisedMs) continue
    for (const kind of beginningsOf(name)) of(endDeviceId, kind, at).gone = at
    if (!raising.has(name)) continue
    const alarm = of(endDeviceId, name, at)
    if (alarm.count === 0) alarm.first = at
    alarm.count++
    alarm.last = at
    alarm.gone = null
  }
  return [...folded.values()]
}
