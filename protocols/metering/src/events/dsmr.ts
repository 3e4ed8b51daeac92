import { obisCodes } from '../obis-codes.ts'
import type { EventProfile } from './event-profile.ts'
import { commonCodes, commonFraudCodes } from './idis.ts'

/** Numbers of the Dutch DSMR and SMR. From 48 on they mean other things than in {@link idis}. */
export const dsmr = {
  logs: {
    [obisCodes.standardLog]: 'standard',
    '0.0.99.98.1.255': 'fraud',
    '0.0.99.98.4.255': 'communication',
    '0.0.99.98.5.255': 'power-quality',
  },
  codes: {
    standard: commonCodes,
    fraud: { ...commonFraudCodes, moduleCoverOpened: 48, moduleCoverClosed: 49 },
    'power-quality': {
      undervoltageL1: 77,
      undervoltageL2: 78,
      undervoltageL3: 79,
      overvoltageL1: 80,
      overvoltageL2: 81,
      overvoltageL3: 82,
      voltageNormalL1: 83,
      voltageNormalL2: 84,
      voltageNormalL3: 85,
      phaseMissingL1: 86,
      phaseMissingL2: 87,
      phaseMissingL3: 88,
      phaseBackL1: 90,
      phaseBackL2: 91,
      phaseBackL3: 92,
      sagL1: 93,
      sagL2: 94,
      sagL3: 95,
      swellL1: 96,
      swellL2: 97,
      swellL3: 98,
    },
  },
} as const satisfies EventProfile
