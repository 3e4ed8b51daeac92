import type { FrameNumber, FrameOf } from '@ferraris/chain2'
import { secondsPerDay, secondsPerQuarter } from '@ferraris/metering'

/** A value with the meter's time of it. */
export interface At<Value> {
  readonly value: Value
  readonly time: number
}

/** A register of energy, whole Wh. It never falls. */
export interface EnergyRegister extends At<number> {
  /** Where the counting of what was seen begins: this meter's first value, or the first one behind a gap of more than a day. */
  readonly begin: At<number>
  /** Energy of gaps: between two values that lie more than a day apart. */
  readonly gaps: readonly { readonly from: number; readonly to: number; readonly wh: number }[]
}

/** The available power is exceeded, or the limiter has opened for it. Times are those of the device. */
export interface Alert {
  readonly state: 'exceeded' | 'open'
  readonly since: number
  readonly heardAt: number
  readonly power: number
  readonly availablePower: number
  /** When the limiter opens if nothing is switched off; null while it will not. */
  readonly opensAt: number | null
}

/** The last that a meter said of each kind. What has not been said is undefined: there is no zero to begin with. */
export interface Readings {
  readonly power?: At<number>
  readonly producedPower?: At<number>
  readonly averagePower?: At<number>
  readonly tariff?: At<number>
  readonly importedEnergy?: EnergyRegister
  readonly exportedEnergy?: EnergyRegister
  readonly contract?: At<FrameOf<20>>
  readonly threshold?: At<{ readonly threshold: number; readonly energy: number }>
  readonly outage?: At<{ readonly duration: number }>
  readonly voltage?: At<FrameOf<9>>
  readonly reactive?: At<FrameOf<3>>
  readonly exportedReactive?: At<FrameOf<4>>
  readonly credit?: At<number>
  /** Months as the meter closed them, the newest last. */
  readonly months: readonly (FrameOf<10> | FrameOf<11>)[]
  readonly alert?: Alert
  /** Frames that told a register lower than before: never shown. */
  readonly fallen: number
  /** Device's clock less meter's, seconds, at the last frame. */
  readonly clockDifference?: number
  readonly heard: Readonly<Partial<Record<FrameNumber, number>>>
}

export const noReadings: Readings = { months: [], fallen: 0, heard: {} }

/**
 * Whether a time tells of a frame that others have overtaken. They do so by minutes; what lies further back tells that the meter's
 * clock, or that of the device, was set back, and is the newest there is.
 */
export function isOvertaken(known: At<unknown> | undefined, time: number): boolean {
  return known !== undefined && known.time > time && known.time - time <= secondsPerQuarter
}

/** What is newer by the meter's own time: frames may come late. */
export function newer<Value>(known: At<Value> | undefined, value: Value, time: number): At<Value> {
  return known !== undefined && isOvertaken(known, time) ? known : { value, time }
}

/** Between two values of a register that belong together. */
const longestPause = secondsPerDay
/** Gaps that are remembered. */
const mostGaps = 20

/** A register with a later value, which is not lower. */
export function registerAt(known: EnergyRegister | undefined, value: number, time: number): EnergyRegister {
  const here = { value, time }
  if (known === undefined) return { ...here, begin: here, gaps: [] }
  if (time - known.time <= longestPause) return { ...known, ...here }
  const gap = { from: known.time, to: time, wh: value - known.value }
  return { ...here, begin: here, gaps: [...known.gaps, gap].slice(-mostGaps) }
}
