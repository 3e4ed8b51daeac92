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

interface EventKind {
  readonly name: string
  readonly severity: Severity
}

/** Name and severity of a code in a log; a code that the profile does not name keeps its number as name. */
export function eventKind(profile: EventProfileName, log: string, code: number): EventKind {
  const event = eventOf(eventProfiles[profile], log, code)
  return event === undefined
    ? { name: `Event ${code}`, severity: 'info' }
    : { name: eventText(event), severity: eventSeverities[event] }
}

/** The profiles by name, each with the codes that are known to have one of some severities. */
export function codesOf(...severities: readonly Severity[]): [EventProfileName, number[]][] {
  return eventProfileNames.map(name => [name, codesOfSeverity(eventProfiles[name], severities)])
}

/** The profile of a stored name; one that a later version wrote counts as the default. */
export function eventProfileOf(name: string): EventProfileName {
  return eventProfileNames.find(known => known === name) ?? defaultEventProfile
}
