import { msOf } from '@ferraris/metering'
import type { PlayedScenario } from './simulation.ts'

/** A scenario that is being played, with the instant of each step, as REST shows it. */
export function playedOf({ scenario, speed, begun, done, refused }: PlayedScenario) {
  const { steps, ...told } = scenario
  return {
    ...told,
    speed,
    begun: new Date(begun).toISOString(),
    steps: steps.map(({ after, set, clear }, i) => {
      const why = refused.find(({ step }) => step === i)
      const { kind = '', target } = set ?? clear ?? {}
      return {
        at: new Date(begun + msOf(after) / speed).toISOString(),
        kind,
        ...(target !== undefined && { target }),
        mends: set === undefined,
        state: why !== undefined ? ('refused' as const) : i < done ? ('done' as const) : ('due' as const),
        ...(why !== undefined && { detail: why.detail }),
      }
    }),
  }
}
