import type { AlarmProfile } from './alarms/alarm-profile.ts'
import { idisAlarms } from './alarms/idis-alarms.ts'
import type { EventProfile } from './event-profile.ts'
import { idis, idisCodes, idisEvents } from './idis.ts'

/** Numbers in the maker's range, 230 to 249. */
const own = {
  standard: { terminalHot: 231, terminalCooled: 232, legalPartChanged: 233 },
  fraud: { accessRefused: 230 },
} as const

/** Those of IDIS, and two of its free bits. */
const alarms = {
  ...idisAlarms,
  registers: {
    ...idisAlarms.registers,
    1: { ...idisAlarms.registers[1], terminalHot: 14, firmwareRefused: 15 },
  },
} as const satisfies AlarmProfile

/** What our own meters write: the numbers and alarms of {@link idis}, and some of the maker. */
export const ferraris = {
  logs: idis.logs,
  codes: {
    ...idisEvents,
    standard: { ...idisEvents.standard, ...own.standard },
    fraud: { ...idisEvents.fraud, ...own.fraud },
  },
  alarms,
} as const satisfies EventProfile

/** Every number of {@link ferraris} by its event. */
export const ferrarisCodes = { ...idisCodes, ...own.standard, ...own.fraud } as const

/** An event that our meters can log. */
export type MeterEvent = keyof typeof ferrarisCodes
