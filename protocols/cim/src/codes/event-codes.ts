import type { EventName } from '@ferraris/metering'
import { type KnownCode, own, seen, sure } from './certainty.ts'

/**
 * What meters report in the codes of IEC 61968-9. Events without a code go out with their number and log in the details, under
 * {@link otherEvent}. Of events with the same code the first stands for it on the way in.
 */
export const eventCodes: Readonly<Partial<Record<EventName, KnownCode>>> = {
  remoteConnection: sure('3.31.0.42'),
  manualConnection: sure('3.31.0.42'),
  localReconnection: sure('3.31.0.42'),
  supplyRestored: sure('3.31.0.42'),
  remoteDisconnection: sure('3.31.0.68'),
  manualDisconnection: sure('3.31.0.68'),
  localDisconnection: sure('3.31.0.68'),
  limiterOpened: sure('3.31.0.68'),
  consumptionWhileOpen: seen('3.31.1.143'),
  switchFailed: own('3.31.0.85'),
  powerDown: seen('3.26.0.47'),
  powerUp: sure('3.26.0.216'),
  lastGasp: seen('3.26.136.47'),
  overvoltageL1: seen('3.26.38.93'),
  overvoltageL2: seen('3.26.38.93'),
  overvoltageL3: seen('3.26.38.93'),
  undervoltageL1: seen('3.26.38.150'),
  undervoltageL2: seen('3.26.38.150'),
  undervoltageL3: seen('3.26.38.150'),
  voltageNormalL1: seen('3.26.38.37'),
  voltageNormalL2: seen('3.26.38.37'),
  voltageNormalL3: seen('3.26.38.37'),
  sagL1: seen('3.21.38.223'),
  sagL2: seen('3.21.38.223'),
  sagL3: seen('3.21.38.223'),
  swellL1: seen('3.21.38.248'),
  swellL2: seen('3.21.38.248'),
  swellL3: seen('3.21.38.248'),
  terminalCoverRemoved: seen('3.12.0.257'),
  meterCoverRemoved: seen('3.12.0.257'),
  moduleCoverOpened: seen('3.12.0.257'),
  terminalCoverClosed: own('3.12.0.28'),
  meterCoverClosed: own('3.12.0.28'),
  moduleCoverClosed: own('3.12.0.28'),
  strongField: seen('3.12.93.219'),
  strongFieldGone: seen('3.12.93.28'),
  currentReversed: seen('3.12.48.219'),
  wrongPhaseSequence: seen('3.33.1.219'),
  associationFailure: seen('3.12.136.85'),
  decryptionFailure: seen('3.12.136.85'),
  accessRefused: seen('3.12.136.38'),
  batteryLow: seen('3.2.22.150'),
  replaceBattery: seen('3.2.22.150'),
  clockInvalid: seen('3.36.0.79'),
  clockAdjustedOldTime: own('3.36.114.73'),
  clockAdjustedNewTime: own('3.36.114.73'),
  ramError: seen('3.18.85.85'),
  programMemoryError: seen('3.18.92.85'),
  nonVolatileMemoryError: seen('3.18.72.85'),
  watchdogError: own('3.21.18.79'),
  measurementSystemError: seen('3.21.67.79'),
}

/** An event of a meter that no code says more of: our choice. */
export const otherEvent = own('3.0.0.143')

const byCode = new Map<string, EventName>()
for (const [event, { code }] of Object.entries(eventCodes)) {
  if (!byCode.has(code)) byCode.set(code, event as EventName)
}

/** The event that stands for a code; undefined for one that is not in the table. */
export function eventOfCode(code: string): EventName | undefined {
  return byCode.get(code)
}
