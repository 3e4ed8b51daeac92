import type { EventName } from '../event-severities.ts'

/** Alarm registers, their filters and descriptors are numbered: 0.0.97.98.0, .10 and .20 belong to register 1. */
export type AlarmRegister = 1 | 2 | 3

/** Alarms for which more than one event stands, or none that has a number. */
export type AlarmGroup = 'fraudAttempt' | 'auxiliaryEvent'

/** What a bit of an alarm register stands for: an event by its name, or a group of them. */
export type AlarmName = EventName | AlarmGroup

/** Bits by what they stand for. */
export type AlarmBits = Readonly<Partial<Record<AlarmName, number>>>

/** The alarm and error registers of a companion specification. Data, as the numbers of events are. */
export interface AlarmProfile {
  readonly registers: Readonly<Partial<Record<AlarmRegister, AlarmBits>>>
  readonly groups: Readonly<Partial<Record<AlarmGroup, readonly EventName[]>>>
  /** Bits of error register 1 (0.0.97.97.0): each is set as long as what its event tells still holds. */
  readonly errors: AlarmBits
}
