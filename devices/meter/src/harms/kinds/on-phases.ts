import type { Effect } from '../effect.ts'
import { type Harm, touches } from '../harm.ts'

/** Changes the voltage, V, of each phase that a harm touches. */
export function onPhases(change: (volts: number, harm: Harm) => number): NonNullable<Effect['voltages']> {
  return (harm, { volts }) => volts.map((one, phase) => (touches(harm, phase) ? change(one, harm) : one))
}
