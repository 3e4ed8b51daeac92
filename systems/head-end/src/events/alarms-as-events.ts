import type { EventProfileName } from '@ferraris/metering'
import { codesOfAlarm, registerOfAlarm } from './alarm-codes.ts'
import type { NewAlarm } from './alarm-words.ts'
import type { DeviceEvent } from './device-event.ts'
import { learntBy } from './learnt.ts'

/** How long before it is told of an alarm may be, where nothing says when its bit was not set yet, seconds. Ours. */
const longestDelaySeconds = 300

/** An alarm as an event, and whether only the device's log says what it is. */
export interface AlarmEvent extends DeviceEvent {
  readonly isUnexplained: boolean
}

/**
 * A bit that is new as an event: that of the one code that sets it, where the profile has no other; else the bit itself, until the
 * log is read.
 */
export function eventOfAlarm(profile: EventProfileName, alarm: NewAlarm): AlarmEvent {
  const { endDeviceId, time, bit } = alarm
  const register = registerOfAlarm(alarm.register) ?? alarm.register
  const earliest = time - longestDelaySeconds
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
