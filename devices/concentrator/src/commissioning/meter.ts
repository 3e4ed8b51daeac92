import type { Progress, StoredMeter } from '../store/meter-table.ts'

/** The state that a concentrator keeps of a meter it has heard, or was given. */
export interface Meter extends StoredMeter {
  progress: Progress
  lastHeard: number
  /** Visits in a row that did not succeed, and until when it is left alone because of that. */
  failures: number
  restUntil: number
  /** It has answered a call: its news are to be read. */
  calls: boolean
  /** The first row after a power failure is there from then on, and with it what was before. */
  rowsFrom: number
}

export function meterFrom(stored: StoredMeter): Meter {
  return {
    ...stored,
    failures: 0,
    restUntil: 0,
    calls: false,
    rowsFrom: 0,
  }
}
