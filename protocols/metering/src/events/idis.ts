import { obisCodes } from '../obis-codes.ts'
import type { EventProfile } from './event-profile.ts'

/** Codes that all European companion specifications have in common. */
export const commonCodes = {
  powerDown: 1,
  powerUp: 2,
  daylightSavingChanged: 3,
  clockAdjustedOldTime: 4,
  clockAdjustedNewTime: 5,
  clockInvalid: 6,
  replaceBattery: 7,
  batteryLow: 8,
  tariffsActivated: 9,
  errorRegisterCleared: 10,
  alarmRegisterCleared: 11,
  programMemoryError: 12,
  ramError: 13,
  nonVolatileMemoryError: 14,
  watchdogError: 15,
  measurementSystemError: 16,
  firmwareReady: 17,
  firmwareActivated: 18,
  tariffsProgrammed: 19,
  parametersChanged: 47,
  logCleared: 255,
} as const

export const commonFraudCodes = {
  terminalCoverRemoved: 40,
  terminalCoverClosed: 41,
  strongField: 42,
  strongFieldGone: 43,
  meterCoverRemoved: 44,
  meterCoverClosed: 45,
  associationFailure: 46,
} as const

const codes = {
  standard: { ...commonCodes, loadProfileCleared: 254 },
  fraud: { ...commonFraudCodes, keysChanged: 48, decryptionFailure: 49, replayAttempt: 50 },
  disconnector: {
    manualDisconnection: 60,
    manualConnection: 61,
    remoteDisconnection: 62,
    remoteConnection: 63,
    localDisconnection: 64,
    limiterExceeded: 65,
    limiterKept: 66,
    limiterChanged: 67,
    switchFailed: 68,
    localReconnection: 69,
  },
  'power-quality': {
    undervoltageL1: 76,
    undervoltageL2: 77,
    undervoltageL3: 78,
    overvoltageL1: 79,
    overvoltageL2: 80,
    overvoltageL3: 81,
    phaseMissingL1: 82,
    phaseMissingL2: 83,
    phaseMissingL3: 84,
    voltageNormalL1: 85,
    voltageNormalL2: 86,
    voltageNormalL3: 87,
    phaseAsymmetry: 88,
    currentReversed: 89,
    wrongPhaseSequence: 90,
  },
} as const

/** Numbers as in IDIS. */
export const idis = {
  logs: {
    [obisCodes.standardLog]: 'standard',
    '0.0.99.98.1.255': 'fraud',
    '0.0.99.98.2.255': 'disconnector',
    '0.0.99.98.4.255': 'power-quality',
    '0.0.99.98.5.255': 'communication',
  },
  codes,
} as const satisfies EventProfile

/** Every number of {@link idis} by its event: no two logs share one. */
export const idisCodes = {
  ...codes.standard,
  ...codes.fraud,
  ...codes.disconnector,
  ...codes['power-quality'],
} as const

/** An event that {@link idis} has a number for. */
export type IdisEvent = keyof typeof idisCodes
