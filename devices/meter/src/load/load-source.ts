import type { CivilDay } from '../calendar/civil-day.ts'

/** Quarter hours of a wall-clock day. The clock decides which of them a day really has (92, 96, 100). */
export const quartersPerDay = 96

/** Energies of the 96 wall-clock quarter hours of one civil day. */
export interface LoadDay {
  /** Active energy drawn from the grid, whole Wh. */
  readonly import: Int32Array
  /** Active energy fed into the grid, whole Wh. */
  readonly export: Int32Array
  /** Inductive (lagging) reactive energy, whole varh. */
  readonly reactiveImport: Int32Array
  /** Capacitive (leading) reactive energy, whole varh. */
  readonly reactiveExport: Int32Array
}

/**
 * What a supply point draws and feeds in: a pure function of the civil day, so that any quarter of the past or
 * the future can be computed when it is asked for.
 */
export interface LoadSource {
  /** The household behind the meter, under the source's own name. */
  readonly household: string
  /** Contracted power in W. */
  readonly contractedPower: number
  day(day: CivilDay): LoadDay
}

/** A day without any energy: four channels in one piece of memory. */
export function emptyLoadDay(): LoadDay {
  const energies = new Int32Array(4 * quartersPerDay)
  const channel = (index: number): Int32Array =>
    energies.subarray(index * quartersPerDay, (index + 1) * quartersPerDay)
  return { import: channel(0), export: channel(1), reactiveImport: channel(2), reactiveExport: channel(3) }
}
