import type { DayCounters } from '../counting/index.ts'
import type { RefusalReason } from './tables.ts'

/** What a device, or a file in its place, tells of what it received. */
export interface Upload {
  readonly source: 'mqtt' | 'csv'
  /** The participant who tells it; null for an operator, who may tell anybody's. */
  readonly participant: string | null
  /** Topic, or line of the file. */
  readonly place: string
  readonly device: string
  readonly smitpAddress: string
  readonly systemTitle: string
  readonly pod: string
  readonly meter: string
  /** The version that runs; null where it is not told. */
  readonly firmware: string | null
  readonly days: readonly ToldDay[]
}

export interface ToldDay extends DayCounters {
  /** Messages of each hour of the local day, 24 of each kind in their order; null where hours are not counted. */
  readonly byHour: readonly number[] | null
}

/** Why an upload, or a part of it, was not taken. */
export interface Refusal {
  readonly reason: RefusalReason
  readonly detail: string
}
