import { type AlarmName, msPerDay, secondsOf } from '@ferraris/metering'
import type { PoolClient } from 'pg'
import { alarmNameOf, registerOfAlarm } from './alarm-codes.ts'
import { type AlarmWord, newAlarms } from './alarm-words.ts'
import { eventOfAlarm } from './alarms-as-events.ts'
import type { DeviceEvent } from './device-event.ts'
import { eventProfileOf } from './event-kind.ts'

/** A bit may have been set so long before it was read, where no earlier reading says when it was not set yet. Ours. */
export const longestUnseenSeconds = secondsOf(30 * msPerDay)

/**
 * Bits that are new in alarm registers and descriptors that were read, as events, within the caller's transaction. Rows of the log that
 * were read with them are to be stored first, for these say what has happened.
 */
export async function polledAlarms(client: PoolClient, words: readonly AlarmWord[]): Promise<DeviceEvent[]> {
  const alarms = await newAlarms(client, words)
  if (alarms.length === 0) return []
  const { rows } = await client.query<{ id: number; event_profile: string }>(
    'select id, event_profile from end_device where id = any($1::bigint[])',
    [[...new Set(alarms.map(({ endDeviceId }) => endDeviceId))]],
  )
  const profiles = new Map(rows.map(({ id, event_profile: name }) => [id, eventProfileOf(name)]))
  return alarms.flatMap(alarm => {
    const profile = profiles.get(alarm.endDeviceId)
    if (profile === undefined) return []
    const name = alarmNameOf(profile, registerOfAlarm(alarm.register) ?? alarm.register, alarm.bit)
    return name !== undefined && ofSupply.has(name)
      ? []
      : [eventOfAlarm(profile, alarm, longestUnseenSeconds)]
  })
}

/** A meter that is asked has supply: when it had none its log tells, and the bit does not. */
const ofSupply: ReadonlySet<AlarmName> = new Set(['powerDown', 'lastGasp', 'powerUp'])
