import type { CivilDay } from '../calendar/civil-day.ts'
import type { LoadMix } from './load-mix.ts'

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
  /**
   * Wall-clock quarters in which the supply opened because too much was drawn, {@link openedAfterSeconds} from their begin; it is
   * closed by hand at the next one.
   */
  readonly trips?: readonly number[]
}

/** The supply opens so long after too much began to be drawn. */
export const openedAfterSeconds = 120

/** The low-voltage line that a supply point shares with its neighbours. */
export interface Feeder {
  /** Chance of the line: its neighbours see the same sags. */
  readonly seed: number
  /** What its homes draw less what they feed in, mean of all in each wall-clock quarter, W a home. */
  mean(day: CivilDay): ArrayLike<number>
  /** Voltage lost from the transformer to the last home, for each kW that its homes draw on average. */
  readonly voltsPerKilowatt: number
  /** Voltage lost on the way from the line to a home, for each kW that it draws on a phase. */
  readonly serviceVoltsPerKilowatt: number
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
  /** What runs on a day, by kinds; a load without it is that of an ordinary home. Asked for when harmonics are. */
  mix?(day: CivilDay): LoadMix
  /** Without it, the supply point is alone on its line. */
  readonly feeder?: Feeder
}

/** A day without any energy: four channels in one piece of memory. */
export function emptyLoadDay(): LoadDay {
  const energies = new Int32Array(4 * quartersPerDay)
  const channel = (index: number): Int32Array =>
    energies.subarray(index * quartersPerDay, (index + 1) * quartersPerDay)
  return { import: channel(0), export: channel(1), reactiveImport: channel(2), reactiveExport: channel(3) }
}
