import type { NonVolatile } from '../memory/non-volatile.ts'

interface Bounds {
  readonly factory: number
  readonly least: number
  readonly most: number
  /** What it must divide. */
  readonly divides?: number
}

/** What decides when the meter notes something about its supply: what it leaves the factory with, and what may be set. */
export const thresholdBounds = {
  /** A longer failure of supply is a long one, s. */
  longFailure: { factory: 180, least: 1, most: 0xffff },
  /** Mean voltage below and above which it is noted, 0.1 V (EN 50160: a tenth of 230 V), and the period of the mean, s. */
  undervoltage: { factory: 2070, least: 1150, most: 2299 },
  undervoltageTime: { factory: 900, least: 60, most: 900, divides: 900 },
  overvoltage: { factory: 2530, least: 2301, most: 4000 },
  overvoltageTime: { factory: 900, least: 60, most: 900, divides: 900 },
  /** A phase with less for so many seconds is missing. Half of 230 V is usual; the time is our choice. */
  missing: { factory: 1150, least: 100, most: 2000 },
  missingTime: { factory: 3, least: 1, most: 3600 },
  /** Total harmonic distortion of a voltage, %, for so many seconds, those of a current too. 8 % is the limit of EN 50160. */
  distortion: { factory: 8, least: 1, most: 100 },
  distortionTime: { factory: 600, least: 60, most: 3600 },
  /** The same of a current; a home full of electronics has up to 84 % of itself, so that no threshold lies below. Our choice. */
  currentDistortion: { factory: 100, least: 85, most: 300 },
  /** Normal is what lies this much below the threshold, %, for so many seconds; our choice. */
  distortionHysteresis: { factory: 1, least: 0, most: 50 },
  distortionDownTime: { factory: 0, least: 0, most: 3600 },
} as const satisfies Readonly<Record<string, Bounds>>

export type Threshold = keyof typeof thresholdBounds

type Setting = { readonly at: number; readonly name: Threshold; readonly value: number }

const memoryKey = 'supply.thresholds'
/** The oldest settings beyond this number are dropped; nothing that was noted under them changes by much. */
const settingsKept = 200

/** The thresholds of the supply, with their past: what was noted under one does not change with the next. */
export class Thresholds {
  readonly #memory: NonVolatile
  readonly #changed: (from: number) => void

  /** @param changed called with the instant from which another threshold holds */
  constructor(memory: NonVolatile, changed: (from: number) => void) {
    this.#memory = memory
    this.#changed = changed
  }

  at(name: Threshold, instant: number): number {
    const set = this.#settings.findLast(setting => setting.name === name && setting.at <= instant)
    return set?.value ?? thresholdBounds[name].factory
  }

  /** False for a value that the meter does not take. */
  set(name: Threshold, value: number, now: number): boolean {
    const { least, most, divides = value }: Bounds = thresholdBounds[name]
    if (!Number.isInteger(value) || value < least || value > most || divides % value !== 0) return false
    this.#memory.append(memoryKey, { at: now, name, value } satisfies Setting, settingsKept)
    this.#changed(now)
    return true
  }

  /** How often one was set: another number is another past. */
  get revision(): number {
    return this.#settings.length
  }

  get #settings(): readonly Setting[] {
    return this.#memory.get<Setting[]>(memoryKey) ?? []
  }
}
