import { obisCodes } from '../obis-codes.ts'
import type { EventProfile } from './event-profile.ts'

/**
 * What Italian meters of the second generation tell of contract and power, as on Chain 2. That they tell these things
 * is public, their numbers are not: these are our choice until a licensed list takes their place.
 */
export const italian = {
  logs: { [obisCodes.standardLog]: 'standard' },
  codes: {
    standard: {
      contractChanged: 1,
      powerBandUp: 2,
      powerBandDown: 3,
      availablePowerExceeded: 4,
      availablePowerKept: 5,
      limiterOpened: 6,
      supplyRestored: 7,
      energyThresholdReached: 8,
      clockOrTariffChanged: 9,
    },
  },
} as const satisfies EventProfile
