import type { EventName } from './event-severities.ts'

/** Bits of alarm register 1, of its filter and of its descriptor (0.0.97.98.0, .10, .20), by what sets them. */
export const alarmBits = {
  clockInvalid: 0,
  replaceBattery: 1,
  programMemoryError: 8,
  ramError: 9,
  nonVolatileMemoryError: 10,
  measurementSystemError: 11,
  watchdogError: 12,
  fraudAttempt: 13,
} as const

export type Alarm = keyof typeof alarmBits
export const alarmNames = Object.keys(alarmBits) as readonly Alarm[]

/** Every alarm that a filter may let through. */
export const everyAlarm = alarmMask(alarmNames)

const fraud: ReadonlySet<EventName> = new Set([
  'terminalCoverRemoved',
  'strongField',
  'meterCoverRemoved',
  'associationFailure',
  'decryptionFailure',
  'replayAttempt',
])

/** The alarm that an event raises; undefined for most. */
export function alarmOf(event: EventName): Alarm | undefined {
  if (fraud.has(event)) return 'fraudAttempt'
  return alarmNames.find(name => name === event)
}

/** Alarms as the bits of a register. */
export function alarmMask(alarms: readonly Alarm[]): number {
  return alarms.reduce((mask, alarm) => mask | (1 << alarmBits[alarm]), 0) >>> 0
}
