import type { Disturbance } from '../metrology/disturbances.ts'
import { type Phases, phaseShare } from '../metrology/sample.ts'
import { type Harm, touches } from './harm.ts'
import { effectOf, type HarmKind } from './kinds.ts'

/** What the registers do not count, or count otherwise, because of harm. */
export function disturbancesOf(
  harms: readonly Harm<HarmKind>[],
  { phases, seed }: { readonly phases: Phases; readonly seed: number },
): Disturbance[] {
  return harms.flatMap((harm): Disturbance[] => {
    const effect = effectOf(harm)
    const { flow } = effect
    const time = { from: harm.from, ...(harm.until !== undefined && { to: harm.until }) }
    if (effect.draws !== undefined) return [{ ...time, share: 1, flows: true, draws: effect.draws(harm) }]
    if (flow === undefined) return []
    if (flow === 'reversed') return [{ ...time, share: 1, isReversed: true, flows: true }]
    let share = 0
    for (let phase = 0; phase < phases; phase++)
      if (!touches(harm, phase)) share += phaseShare(seed, phases, phase)
    return [{ ...time, share, flows: flow !== 'cut' || harm.phase !== undefined }]
  })
}
