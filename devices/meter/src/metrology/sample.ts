import { secondsPerQuarter } from '@ferraris/metering'
import { fraction, hash } from '../load/chance.ts'
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
  readonly phases: readonly PhaseSample[]
  /** mHz. */
  readonly frequency: number
}

/** What harm makes of the voltage of a phase, counted from 0, V. */
type VoltageHarm = (instant: number, phase: number, volts: number) => number

function unharmed(_: number, __: number, volts: number): number {
  return volts
}

/** The second that starts at an instant of the curve's day. */
export function sampleAt(
  curve: DayCurve,
  instant: number,
  point: SupplyPoint,
  phases: Phases,
  harm: VoltageHarm = unharmed,
): Sample {
  const { seed } = point
  const { start } = curve.local
  const quarter = Math.floor((instant - start) / secondsPerQuarter)
  const second = (instant - start) % secondsPerQuarter
  const power = (channel: Measured): number => curve.power(channel, quarter, second)
  const [drawn, fed, inductive, capacitive] = [power(0), power(1), power(2), power(3)]
  const drawnBy = split(drawn, seed, phases)
  const fedBy = split(fed, seed, phases)
  const reactive = (inductive - capacitive) / phases
  return {
    import: drawn,
    export: fed,
    reactiveImport: inductive,
    reactiveExport: capacitive,
    phases: drawnBy.map((drawnHere, phase) => {
      const fedHere = fedBy[phase] ?? 0
      const volts = voltageAt(point, curve.local, instant, phase, drawnHere - fedHere)
      const voltage = Math.round(10 * harm(instant, phase, volts))
      const apparent = Math.hypot(drawnHere - fedHere, reactive)
      return {
        import: drawnHere,
        export: fedHere,
        voltage,
        current: voltage === 0 ? 0 : Math.round((apparent * 1000) / voltage),
      }
    }),
    frequency: 49_980 + (hash(0xf4e9, Math.floor(instant / 5)) % 41),
  }
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
