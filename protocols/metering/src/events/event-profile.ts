import type { AlarmProfile } from './alarms/alarm-profile.ts'
import type { EventName } from './event-severities.ts'

/** A log by what it holds. */
export type LogKind =
  | 'standard'
  | 'fraud'
  | 'disconnector'
  | 'mbus'
  | 'power-quality'
  | 'communication'
  | 'auxiliary'

/** The numbers of a companion specification. Data: a licensed list or a maker's own is one more of these. */
export interface EventProfile {
  /** The logs by OBIS. */
  readonly logs: Readonly<Record<string, LogKind>>
  /** Codes of the events of each log. */
  readonly codes: Readonly<Partial<Record<LogKind, Readonly<Partial<Record<EventName, number>>>>>>
  /** Its alarm and error registers; none where they are not public. */
  readonly alarms?: AlarmProfile
}
