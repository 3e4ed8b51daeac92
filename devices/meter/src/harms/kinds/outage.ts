import type { Effect } from '../effect.ts'
import { onPhases } from './on-phases.ts'

/** No phase has supply: the meter is dead. The log tells it from the stretches without supply (`store/supply/`). */
export const outage: Effect = { flow: 'cut', voltages: onPhases(() => 0) }

/** One phase has no supply; the meter lives on the others. */
export const phaseOutage: Effect = {
  isOfThreePhases: true,
  flow: 'cut',
  voltages: onPhases(() => 0),
}
