import { type AlarmName, type EventName, eventSeverities, hasEnd, type Severity } from '@ferraris/metering'

/** How an event of a kind becomes an alarm. */
export interface AlarmRule {
  readonly kind: AlarmName
  readonly severity: Severity
  /** Whether it raises an alarm at all. */
  readonly raises: boolean
  /** Whether the alarm is closed when the meter says that the condition is over; else it stays, marked as gone, until a person has seen it. */
  readonly closesItself: boolean
}

/** Grave, but what was ordered from here, or done by hand at the meter as intended. */
const ordinary: ReadonlySet<AlarmName> = new Set([
  'keysChanged',
  'manualConnection',
  'manualDisconnection',
  'remoteConnection',
  'remoteDisconnection',
  'localReconnection',
  ...([1, 2, 3, 4] as const).flatMap((channel): EventName[] => [
    `subMeterConnectedByHand${channel}`,
    `subMeterConnectedRemotely${channel}`,
    `subMeterDisconnectedRemotely${channel}`,
  ]),
])

/** Not grave at one meter, but what outages are seen by. */
const collective: ReadonlySet<AlarmName> = new Set(['powerDown', 'lastGasp'])

/** A suspected attempt at the meter stays on the desk, also when its event is over. */
const suspicious: ReadonlySet<AlarmName> = new Set([
  'terminalCoverRemoved',
  'meterCoverRemoved',
  'moduleCoverOpened',
  'moduleRemoved',
  'strongField',
])

/** Bits of alarm words for which several events stand: an alarm of its own until the log tells which it was. */
const groups = { fraudAttempt: 'critical', auxiliaryEvent: 'info' } as const

const severities: Readonly<Record<AlarmName, Severity>> = { ...eventSeverities, ...groups }

function defaultRule(kind: AlarmName): AlarmRule {
  const severity = severities[kind]
  const isGrave = severity === 'critical' || severity === 'major'
  return {
    kind,
    severity,
    raises: collective.has(kind) || (isGrave && !ordinary.has(kind)),
    closesItself: hasEnd(kind) && !suspicious.has(kind),
  }
}

/** The rule of each kind of event, as long as none has changed it. */
export const defaultRules: ReadonlyMap<AlarmName, AlarmRule> = new Map(
  (Object.keys(severities) as AlarmName[]).map(kind => [kind, defaultRule(kind)]),
)
