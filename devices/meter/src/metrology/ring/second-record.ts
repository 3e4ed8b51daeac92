import type { Apparent } from '../apparent-power.ts'
import { type Registers, register } from '../registers.ts'
import type { Sample } from '../sample.ts'

/** What the meter measures, second by second: all that a ring may ask of it. */
export interface Measurements {
  registers(instant: number): Registers
  sample(instant: number): Sample
  /** While power was drawn, and while it was fed in, VAh. */
  apparentEnergy(instant: number): Apparent
}

/** One record of the ring: registers as the second begins, powers while it lasts. */
export interface SecondRecord {
  /** The second, true time. */
  readonly at: number
  /** Drawn, Wh, varh, VAh. */
  readonly activeEnergy: number
  readonly reactiveEnergy: number
  readonly apparentEnergy: number
  /** Drawn, W, var, VA. */
  readonly activePower: number
  readonly reactivePower: number
  readonly apparentPower: number
}

/** What is kept of a second. */
export function recordOf(measurements: Measurements, at: number): SecondRecord {
  const registers = measurements.registers(at)
  const sample = measurements.sample(at)
  const [activeEnergy, reactiveEnergy] = [
    register(registers, 'import'),
    register(registers, 'reactiveImport'),
  ]
  return {
    at,
    activeEnergy,
    reactiveEnergy,
    apparentEnergy: measurements.apparentEnergy(at)[0],
    activePower: sample.import,
    reactivePower: sample.reactiveImport,
    apparentPower: sample.apparentImport,
  }
}
