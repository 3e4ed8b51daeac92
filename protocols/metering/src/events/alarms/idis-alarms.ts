import { perChannel } from '../sub-meter-events.ts'
import type { AlarmProfile } from './alarm-profile.ts'

/** Bits of clock, battery, memories and metrology: the same in IDIS and the Dutch profiles, and in error register 1. */
export const commonAlarms = {
  clockInvalid: 0,
  replaceBattery: 1,
  programMemoryError: 8,
  ramError: 9,
  nonVolatileMemoryError: 10,
  measurementSystemError: 11,
  watchdogError: 12,
} as const

/** The bit of a sub-meter's channel, for the one of channel 1. */
export function bitOfChannel(first: number, channel: number): number {
  return first + channel - 1
}

/** Registers 1 and 2 as public manuals of IDIS meters list them; the link of sub-meters among the errors is from memory. */
export const idisAlarms = {
  registers: {
    1: {
      ...commonAlarms,
      fraudAttempt: 13,
      ...perChannel(
        { subMeterLost: 16, subMeterFraud: 20, subMeterFault: 24, subMeterBatteryLow: 28 },
        bitOfChannel,
      ),
    },
    2: {
      powerDown: 0,
      powerUp: 1,
      phaseMissingL1: 2,
      phaseMissingL2: 3,
      phaseMissingL3: 4,
      voltageNormalL1: 5,
      voltageNormalL2: 6,
      voltageNormalL3: 7,
      neutralMissing: 8,
      phaseAsymmetry: 9,
      currentReversed: 10,
      wrongPhaseSequence: 11,
      consumptionWhileOpen: 12,
      keysChanged: 13,
      badVoltageL1: 14,
      badVoltageL2: 15,
      badVoltageL3: 16,
      externalAlert: 17,
      localPortUsed: 18,
      ...perChannel({ subMeterFound: 19, subMeterValveAlarm: 27 }, bitOfChannel),
      switchFailed: 31,
    },
  },
  groups: {
    fraudAttempt: [
      'terminalCoverRemoved',
      'strongField',
      'meterCoverRemoved',
      'associationFailure',
      'decryptionFailure',
      'replayAttempt',
      'currentWithoutVoltageL1',
      'currentWithoutVoltageL2',
      'currentWithoutVoltageL3',
    ],
  },
  errors: { ...commonAlarms, ...perChannel({ subMeterLost: 16 }, bitOfChannel) },
} as const satisfies AlarmProfile
