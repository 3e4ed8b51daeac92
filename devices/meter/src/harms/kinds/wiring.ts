import { confirmedAfter, type Effect, type Happening } from '../effect.ts'
import { endOf, type Harm, touches } from '../harm.ts'
import { onPhases } from './on-phases.ts'

/** What a meter notes when a harm has lasted for long enough. */
function noted(harm: Harm, event: Happening['event'], magnitude?: number): Happening[] {
  const at = harm.from + confirmedAfter
  return at < endOf(harm) ? [{ at, event, ...(magnitude !== undefined && { magnitude }) }] : []
}

/** Two phases are exchanged. */
export const wrongSequence: Effect = {
  isOfThreePhases: true,
  happens: harm => noted(harm, 'wrongPhaseSequence'),
}

/** Supply and load are exchanged: what is drawn counts as fed in. */
export const reverseFlow: Effect = {
  flow: 'reversed',
  happens: harm => noted(harm, 'currentReversed'),
}

const withoutVoltage = [
  'currentWithoutVoltageL1',
  'currentWithoutVoltageL2',
  'currentWithoutVoltageL3',
] as const

/** The voltage link of a phase is open: its current goes on, and counts nothing. */
export const currentWithoutVoltage: Effect = {
  isOfThreePhases: true,
  flow: 'unmeasured',
  voltages: onPhases(() => 0),
  happens: harm => withoutVoltage.flatMap((event, phase) => (touches(harm, phase) ? noted(harm, event) : [])),
}
