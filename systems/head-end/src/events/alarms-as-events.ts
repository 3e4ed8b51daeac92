import type { EventProfileName } from '@ferraris/metering'
import { codesOfAlarm, registerOfAlarm } from './alarm-codes.ts'
import type { NewAlarm } from './alarm-words.ts'
import type { DeviceEvent } from './device-event.ts'
import { learntBy } from './learnt.ts'

/** How long before it is pushed an alarm may be, seconds. Ours. */
const longestDelaySeconds = 300

/** An alarm as an event, and whether only the device's log says what it is. */
export interface AlarmEvent extends DeviceEvent {
  readonly isUnexplained: boolean
}

/**
 * A bit that is new as an event: that of the one code that sets it, where the profile has no other; else the bit itself, until the
 * log is read.
 */
export function eventOfAlarm(
  profile: EventProfileName,
  alarm: NewAlarm,
  longestSeconds = longestDelaySeconds,
): AlarmEvent {
  const { endDeviceId, time, bit } = alarm
  const register = registerOfAlarm(alarm.register) ?? alarm.register
  const earliest = time - longestSeconds
  const since = Math.max(alarm.since ?? earliest, earliest)
  const terms = { time, since, ordinal: 0, numbered: false, learnt: learntBy.alarm }
  const [only, ...others] = codesOfAlarm(profile, register, bit)
  const isUnexplained = only === undefined || others.length > 0
  return {
    endDeviceId,
    isUnexplained,
    event: isUnexplained ? { ...terms, log: register, code: bit } : { ...terms, ...only },
  }
}
