import { type EventProfileName, obisCodes } from '@ferraris/metering'
import type { PoolClient } from 'pg'
import { codesOfAlarm, registerOfAlarm } from '../../events/alarm-codes.ts'
import { type NewAlarm, newAlarms } from '../../events/alarm-words.ts'
import { eventOfAlarm } from '../../events/alarms-as-events.ts'
import type { DeviceEvent } from '../../events/device-event.ts'
import { storeEvents } from '../../events/event-writer.ts'
import { learntBy } from '../../events/learnt.ts'
import { lockDevices } from '../../events/lock-devices.ts'
import type { TakenPush } from '../taken-push.ts'
import { keepCounters } from './keep-counters.ts'

/** What became of pushes in one transaction. */
export interface StoredPushes {
  /** Those whose counter another head-end on the same store has accepted before. */
  readonly replayed: readonly TakenPush[]
  /** Events that were not known before. */
  readonly fresh: number
  /** Devices whose log alone says what has happened. */
  readonly unexplained: readonly number[]
}

/** Stores pushes within the caller's transaction: counters first, then alarms and events. */
export async function storePushes(
  client: PoolClient,
  pushes: readonly TakenPush[],
  now: number,
): Promise<StoredPushes> {
  const replayed = new Set(await keepCounters(client, pushes, now))
  const accepted = replayed.size === 0 ? pushes : pushes.filter(push => !replayed.has(push))
  await lockDevices(
    client,
    accepted.map(({ sender }) => sender.endDeviceId),
  )
  const told = accepted.flatMap(entriesOf)
  const { events: alarms, unexplained } = await alarmsOf(client, accepted)
  const { fresh } = await storeEvents(client, [...told, ...alarms], now)
  return { replayed: [...replayed], fresh: fresh.length, unexplained: [...new Set(unexplained)] }
}

/** Entries of logs that were pushed: the same event as the row of the log. */
function entriesOf({ sender: { endDeviceId }, contents }: TakenPush): DeviceEvent[] {
  return (contents?.entries ?? []).map(({ log, code, time }) => ({
    endDeviceId,
    event: { log, code, time, ordinal: 0, numbered: false, learnt: learntBy.push },
  }))
}

async function alarmsOf(client: PoolClient, pushes: readonly TakenPush[]) {
  const byDevice = Map.groupBy(pushes, ({ sender }) => sender.endDeviceId)
  const words = pushes.flatMap(({ sender: { endDeviceId }, contents, time }) =>
    (contents?.words ?? []).map(word => ({ endDeviceId, ...word, time })),
  )
  const events: DeviceEvent[] = []
  const unexplained: number[] = []
  const tell = (profile: EventProfileName, alarm: NewAlarm): void => {
    const { isUnexplained, ...event } = eventOfAlarm(profile, alarm)
    events.push(event)
    if (isUnexplained) unexplained.push(alarm.endDeviceId)
  }
  for (const alarm of await newAlarms(client, words)) {
    const its = byDevice.get(alarm.endDeviceId) ?? []
    const profile = its[0]?.sender.profile
    if (profile !== undefined && !isExplained(profile, its, alarm)) tell(profile, alarm)
  }
  for (const { sender, contents, time } of pushes)
    if (contents?.isLastGasp === true) events.push(lastGasp(sender, time))
  return { events, unexplained }
}

/** A meter waits for a dip to be over before it calls a failure one, seconds. Ours. */
const longestFilterSeconds = 120

/** A meter without supply tells so: the failure itself, where its profile has no number for the telling. */
function lastGasp({ endDeviceId, profile }: TakenPush['sender'], time: number): DeviceEvent {
  const [told] = codesOfAlarm(profile, '0.0.97.98.2.255', 0)
  const { log, code } = told ?? { log: obisCodes.standardLog, code: powerDown }
  const since = time - longestFilterSeconds
  return {
    endDeviceId,
    event: { log, code, time, since, ordinal: 0, numbered: false, learnt: learntBy.push },
  }
}

const powerDown = 1

/** Whether a push of the device names an event that sets the bit. */
function isExplained(
  profile: EventProfileName,
  pushes: readonly TakenPush[],
  { register, bit }: NewAlarm,
): boolean {
  const codes = codesOfAlarm(profile, registerOfAlarm(register) ?? register, bit)
  const isNamed = ({ code }: { readonly code: number }) => codes.some(one => one.code === code)
  return pushes.some(({ contents }) => contents?.entries.some(isNamed) === true)
}
