import {
  codesOfSeverity,
  defaultEventProfile,
  type EventProfileName,
  eventOf,
  eventProfileNames,
  eventProfiles,
  eventSeverities,
  eventText,
  type Severity,
} from '@ferraris/metering'
import { bitsOfSeverity, kindOfAlarm, registerOfAlarm } from './alarm-codes.ts'

interface EventKind {
  readonly name: string
  readonly severity: Severity
}

/** Name and severity of a code in a log; a code that the profile does not name keeps its number as name. */
export function eventKind(profile: EventProfileName, log: string, code: number): EventKind {
  // A bit that is not explained by a row of the log yet.
  if (registerOfAlarm(log) !== undefined) return kindOfAlarm(profile, log, code)
  const event = eventOf(eventProfiles[profile], log, code)
  return event === undefined
    ? { name: `Event ${code}`, severity: 'info' }
    : { name: eventText(event), severity: eventSeverities[event] }
}

/** What of a profile counts for one of some severities: numbers of its logs, and bits of its alarm registers. */
export interface CodesOfProfile {
  readonly profile: EventProfileName
  readonly codes: readonly number[]
  readonly alarms: readonly { readonly register: string; readonly bits: readonly number[] }[]
}

export function codesOf(...severities: readonly Severity[]): CodesOfProfile[] {
  return eventProfileNames.map(profile => ({
    profile,
    codes: codesOfSeverity(eventProfiles[profile], severities),
    alarms: bitsOfSeverity(profile, severities),
  }))
}

/** The profile of a stored name; one that a later version wrote counts as the default. */
export function eventProfileOf(name: string): EventProfileName {
  return eventProfileNames.find(known => known === name) ?? defaultEventProfile
}
