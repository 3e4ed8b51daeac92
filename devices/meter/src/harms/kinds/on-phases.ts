import type { Effect } from '../effect.ts'
import { type Harm, touches } from '../harm.ts'

/** Between phase and neutral, V. */
export const nominalVolts = 230

/** Changes the voltage, V, of each phase that a harm touches. A phase that has none gets none by it. */
export function onPhases(change: (volts: number, harm: Harm) => number): NonNullable<Effect['voltages']> {
  return (harm, { volts }) =>
    volts.map((one, phase) => (one > 0 && touches(harm, phase) ? change(one, harm) : one))
}
