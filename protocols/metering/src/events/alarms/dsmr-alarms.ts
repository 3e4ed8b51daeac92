import { perChannel } from '../sub-meter-events.ts'
import type { AlarmProfile } from './alarm-profile.ts'
import { bitOfChannel, commonAlarms } from './idis-alarms.ts'

/** Registers 1, 2 (SMR 5.2) and 3 (SMR 5.5) of Dutch meters. */
export const dsmrAlarms = {
  registers: {
    1: {
      ...commonAlarms,
      powerUp: 2,
      auxiliaryEvent: 3,
      parametersChanged: 4,
      fraudAttempt: 13,
      ...perChannel({ subMeterLost: 16, subMeterFraud: 20, subMeterFound: 24 }, bitOfChannel),
      phaseMissingL1: 28,
      phaseMissingL2: 29,
      phaseMissingL3: 30,
      phaseOutageTest: 31,
    },
    2: {
      sagL1: 0,
      sagL2: 1,
      sagL3: 2,
      swellL1: 3,
      swellL2: 4,
      swellL3: 5,
      currentDistortionHighL1: 8,
      currentDistortionHighL2: 9,
      currentDistortionHighL3: 10,
      currentDistortionLongL1: 11,
      currentDistortionLongL2: 12,
      currentDistortionLongL3: 13,
    },
    3: { lastGasp: 0, lastGaspTest: 1 },
  },
  groups: {
    fraudAttempt: [
      'terminalCoverRemoved',
      'strongField',
      'meterCoverRemoved',
      'associationFailure',
      'moduleCoverOpened',
    ],
    // The 16-bit numbers of the auxiliary log have no names here.
    auxiliaryEvent: [],
  },
  errors: { ...commonAlarms, ...perChannel({ subMeterLost: 16 }, bitOfChannel) },
} as const satisfies AlarmProfile
