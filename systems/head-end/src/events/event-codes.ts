export type Severity = 'critical' | 'major' | 'minor' | 'info'

export interface EventKind {
  readonly name: string
  readonly severity: Severity
}

/**
 * Numbers of the standard event log, as companion specifications in the line of the Dutch DSMR and IDIS give them.
 * Data: a licensed list or a maker's own replaces it without code.
 */
const kinds = new Map<number, EventKind>([
  [1, { name: 'Power down', severity: 'minor' }],
  [2, { name: 'Power up', severity: 'info' }],
  [3, { name: 'Daylight saving time changed', severity: 'info' }],
  [4, { name: 'Clock adjusted, old time', severity: 'info' }],
  [5, { name: 'Clock adjusted, new time', severity: 'info' }],
  [6, { name: 'Clock invalid', severity: 'major' }],
  [7, { name: 'Replace battery', severity: 'major' }],
  [8, { name: 'Battery voltage low', severity: 'minor' }],
  [9, { name: 'Tariff switched', severity: 'info' }],
  [10, { name: 'Error register cleared', severity: 'info' }],
  [11, { name: 'Alarm register cleared', severity: 'info' }],
  [12, { name: 'Program memory error', severity: 'critical' }],
  [13, { name: 'RAM error', severity: 'critical' }],
  [14, { name: 'Non-volatile memory error', severity: 'critical' }],
  [15, { name: 'Watchdog error', severity: 'major' }],
  [16, { name: 'Measurement system error', severity: 'critical' }],
  [17, { name: 'Firmware ready for activation', severity: 'info' }],
  [18, { name: 'Firmware activated', severity: 'info' }],
  [19, { name: 'Passive tariff programmed', severity: 'info' }],
  [40, { name: 'Terminal cover removed', severity: 'critical' }],
  [41, { name: 'Terminal cover closed', severity: 'info' }],
  [42, { name: 'Strong DC field detected', severity: 'critical' }],
  [43, { name: 'Strong DC field gone', severity: 'info' }],
  [44, { name: 'Meter cover removed', severity: 'critical' }],
  [45, { name: 'Meter cover closed', severity: 'info' }],
  [46, { name: 'Association authentication failed repeatedly', severity: 'critical' }],
  [47, { name: 'One or more parameters changed', severity: 'info' }],
  [48, { name: 'Global key changed', severity: 'major' }],
  [49, { name: 'Decryption or authentication failed', severity: 'critical' }],
  [50, { name: 'Replay attack', severity: 'critical' }],
  [60, { name: 'Disconnected by hand', severity: 'major' }],
  [61, { name: 'Connected by hand', severity: 'major' }],
  [62, { name: 'Disconnected remotely', severity: 'major' }],
  [63, { name: 'Connected remotely', severity: 'major' }],
  [64, { name: 'Disconnected locally', severity: 'major' }],
  [65, { name: 'Limiter threshold exceeded', severity: 'minor' }],
  [66, { name: 'Limiter threshold kept again', severity: 'info' }],
  [67, { name: 'Limiter threshold changed', severity: 'info' }],
  [68, { name: 'Disconnection or reconnection failed', severity: 'major' }],
  [69, { name: 'Connected locally', severity: 'major' }],
  [76, { name: 'Undervoltage L1', severity: 'minor' }],
  [77, { name: 'Undervoltage L2', severity: 'minor' }],
  [78, { name: 'Undervoltage L3', severity: 'minor' }],
  [79, { name: 'Overvoltage L1', severity: 'minor' }],
  [80, { name: 'Overvoltage L2', severity: 'minor' }],
  [81, { name: 'Overvoltage L3', severity: 'minor' }],
  [82, { name: 'Phase missing L1', severity: 'major' }],
  [83, { name: 'Phase missing L2', severity: 'major' }],
  [84, { name: 'Phase missing L3', severity: 'major' }],
  [85, { name: 'Voltage normal again L1', severity: 'info' }],
  [86, { name: 'Voltage normal again L2', severity: 'info' }],
  [87, { name: 'Voltage normal again L3', severity: 'info' }],
  [88, { name: 'Phase asymmetry', severity: 'minor' }],
  [89, { name: 'Current reversed', severity: 'major' }],
  [90, { name: 'Wrong phase sequence', severity: 'major' }],
  [254, { name: 'Load profile cleared', severity: 'major' }],
  [255, { name: 'Event log cleared', severity: 'major' }],
])

/** Name and severity of an event number; unknown numbers keep their number as name. */
export function eventKind(code: number): EventKind {
  return kinds.get(code) ?? { name: `Event ${code}`, severity: 'info' }
}

/** The numbers that are known to have one of some severities. */
export function codesOf(...severities: readonly Severity[]): number[] {
  return [...kinds].flatMap(([code, { severity }]) => (severities.includes(severity) ? [code] : []))
}
