import type { AlarmProfile } from './alarms/alarm-profile.ts'
import { dsmrAlarms } from './alarms/dsmr-alarms.ts'
import { idisAlarms } from './alarms/idis-alarms.ts'
import type { EventProfile } from './event-profile.ts'
import { idis, idisCodes, idisEvents } from './idis.ts'

/**
 * Numbers in the maker's range, 230 to 249. The nine of the distortion of currents no longer fit there: they are 220 to 228, which no public
 * list uses.
 */
const own = {
  standard: { terminalHot: 246, terminalCooled: 247, legalPartChanged: 248 },
  fraud: { accessRefused: 230 },
  // Dips and distortion, for which the list has no numbers.
  quality: {
    sagL1: 231,
    sagL2: 232,
    sagL3: 233,
    swellL1: 234,
    swellL2: 235,
    swellL3: 236,
    distortionHighL1: 237,
    distortionHighL2: 238,
    distortionHighL3: 239,
    distortionNormalL1: 240,
    distortionNormalL2: 241,
    distortionNormalL3: 242,
    currentDistortionHighL1: 220,
    currentDistortionHighL2: 221,
    currentDistortionHighL3: 222,
    currentDistortionNormalL1: 223,
    currentDistortionNormalL2: 224,
    currentDistortionNormalL3: 225,
    currentDistortionLongL1: 226,
    currentDistortionLongL2: 227,
    currentDistortionLongL3: 228,
  },
} as const

/** Those of IDIS, two of its free bits, and of dips and distortion the bits that Dutch meters have in their second register. */
const alarms = {
  ...idisAlarms,
  registers: {
    ...idisAlarms.registers,
    1: { ...idisAlarms.registers[1], terminalHot: 14, firmwareRefused: 15 },
    3: dsmrAlarms.registers[2],
  },
} as const satisfies AlarmProfile

/** What our own meters write: the numbers and alarms of {@link idis}, and some of the maker. */
export const ferraris = {
  logs: idis.logs,
  codes: {
    ...idisEvents,
    standard: { ...idisEvents.standard, ...own.standard },
    fraud: { ...idisEvents.fraud, ...own.fraud },
    'power-quality': { ...idisEvents['power-quality'], ...own.quality },
  },
  alarms,
} as const satisfies EventProfile

/** Every number of {@link ferraris} by its event. */
export const ferrarisCodes = { ...idisCodes, ...own.standard, ...own.fraud, ...own.quality } as const

/** An event that our meters can log. */
export type MeterEvent = keyof typeof ferrarisCodes
