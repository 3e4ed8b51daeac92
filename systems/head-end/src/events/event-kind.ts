import { codesOfSeverity, eventOf, eventSeverities, eventText, idis, type Severity } from '@ferraris/metering'

export interface EventKind {
  readonly name: string
  readonly severity: Severity
}

/** Name and severity of a code in a log; a code that the profile does not name keeps its number as name. */
export function eventKind(log: string, code: number): EventKind {
  const event = eventOf(idis, log, code)
  return event === undefined
    ? { name: `Event ${code}`, severity: 'info' }
    : { name: eventText(event), severity: eventSeverities[event] }
}

/** The codes that are known to have one of some severities. */
export function codesOf(...severities: readonly Severity[]): number[] {
  return codesOfSeverity(idis, severities)
}
