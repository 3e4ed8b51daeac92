import { secondsPerQuarter } from '@ferraris/metering'
import { fraction, hash } from '../load/chance.ts'
import { apparent } from './apparent-power.ts'
import type { DayCurve } from './day-curve.ts'
import type { Measured } from './registers.ts'
import { type SupplyPoint, voltageAt } from './voltage.ts'

/** How a supply point is wired. */
export type Phases = 1 | 3

/** One phase in one second. */
export interface PhaseSample {
  /** Active power drawn and fed in, whole W. */
  readonly import: number
  readonly export: number
  /** 0.1 V. */
  readonly voltage: number
  /** 10 mA. */
  readonly current: number
}

/** What the meter measures in one second. Powers are the sum of the phases, exactly. */
export interface Sample {
  readonly import: number
  readonly export: number
  /** Whole var. */
  readonly reactiveImport: number
  readonly reactiveExport: number
  /** While power is drawn, and while it is fed in: whole VA. S² = P² + Q². */
  readonly apparentImport: number
  readonly apparentExport: number
  /** Active by apparent power, thousandths; all of it where nothing flows. */
  readonly powerFactor: number
  readonly phases: readonly PhaseSample[]
  /** mHz. */
  readonly frequency: number
}

/** What is felt in a second beside the load and the line. */
export interface Felt {
  /** The voltages of the phases, V, from what they would be. */
  voltages(instant: number, phases: { volts: readonly number[]; watts: readonly number[] }): readonly number[]
  /** What becomes of the power of a phase, counted from 0. */
  flows(instant: number, phase: number): readonly string[]
}

/** The second that starts at an instant of the curve's day. */
export function sampleAt(
  curve: DayCurve,
  instant: number,
  point: SupplyPoint,
  phases: Phases,
  felt?: Felt,
): Sample {
  const { seed } = point
  const { start } = curve.local
  const quarter = Math.floor((instant - start) / secondsPerQuarter)
  const second = (instant - start) % secondsPerQuarter
  const flow = (channel: Measured): number => curve.flow(channel, quarter, second)
  const [drawn, fed, inductive, capacitive] = [flow(0), flow(1), flow(2), flow(3)]
  const fedBy = split(fed, seed, phases)
  const whole = split(drawn, seed, phases).map((here, phase): Part => {
    const flows = felt?.flows(instant, phase) ?? unharmed
    const part = { drawn: here, fed: fedBy[phase] ?? 0, flows: !flows.includes('cut') }
    return {
      ...part,
      measured: part.flows && !flows.includes('unmeasured'),
      reversed: flows.includes('reversed'),
    }
  })
  const watts = whole.map(({ drawn, fed, flows }) => (flows ? drawn - fed : 0))
  const volts = watts.map((here, phase) => voltageAt(point, curve.local, instant, phase, here))
  const feltVolts = felt?.voltages(instant, { volts, watts }) ?? volts
  const reactive = (inductive - capacitive) / phases
  const measured = whole.map((part, phase): PhaseSample => {
    const [imported, exported] = part.reversed ? [part.fed, part.drawn] : [part.drawn, part.fed]
    const apparent = part.flows ? Math.hypot(part.drawn - part.fed, reactive) : 0
    const voltage = Math.round(10 * (feltVolts[phase] ?? 0))
    // A current that has lost its voltage on the meter's side is what the true voltage drives.
    const driving = part.measured ? voltage : 10 * (volts[phase] ?? 0)
    return {
      import: part.measured ? imported : 0,
      export: part.measured ? exported : 0,
      voltage,
      current: driving === 0 ? 0 : Math.round((apparent * 1000) / driving),
    }
  })
  const alive = whole.filter(part => part.measured).length / phases
  const reversed = whole.some(part => part.reversed)
  const [lagging, leading] = reversed ? [capacitive, inductive] : [inductive, capacitive]
  const imported = measured.reduce((sum, phase) => sum + phase.import, 0)
  const exported = measured.reduce((sum, phase) => sum + phase.export, 0)
  const reactiveImport = Math.round(alive * lagging)
  const reactiveExport = Math.round(alive * leading)
  const [apparentImport, apparentExport] = apparent(imported - exported, reactiveImport - reactiveExport)
  const volume = apparentImport + apparentExport
  return {
    import: imported,
    export: exported,
    reactiveImport,
    reactiveExport,
    apparentImport: Math.round(apparentImport),
    apparentExport: Math.round(apparentExport),
    powerFactor: volume === 0 ? 1000 : Math.round((1000 * Math.abs(imported - exported)) / volume),
    phases: measured,
    frequency: 49_980 + (hash(0xf4e9, Math.floor(instant / 5)) % 41),
  }
}

const unharmed: readonly string[] = []

/** One phase, before it is measured. */
interface Part {
  readonly drawn: number
  readonly fed: number
  readonly flows: boolean
  readonly measured: boolean
  readonly reversed: boolean
}

/** The share of a meter's power that one phase carries. */
export function phaseShare(seed: number, phases: Phases, phase: number): number {
  if (phases === 1) return 1
  const [second, third] = [0.2 + 0.25 * fraction(seed, 2), 0.2 + 0.25 * fraction(seed, 3)]
  return [1 - second - third, second, third][phase] ?? 0
}

/** Whole watts by phase; what does not divide stays on L1. */
function split(power: number, seed: number, phases: Phases): number[] {
  if (phases === 1) return [power]
  const second = Math.trunc(power * phaseShare(seed, 3, 1))
  const third = Math.trunc(power * phaseShare(seed, 3, 2))
  return [power - second - third, second, third]
}
