import type { EventProfile } from './event-profile.ts'
import { idis, idisCodes, idisEvents } from './idis.ts'

const own = { accessRefused: 230 } as const

/** What our own meters write: the numbers of {@link idis}, and one in the maker's range, 230 to 249. */
export const ferraris = {
  logs: idis.logs,
  codes: { ...idisEvents, fraud: { ...idisEvents.fraud, ...own } },
} as const satisfies EventProfile

/** Every number of {@link ferraris} by its event. */
export const ferrarisCodes = { ...idisCodes, ...own } as const

/** An event that our meters can log. */
export type MeterEvent = keyof typeof ferrarisCodes
