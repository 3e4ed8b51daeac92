import { Problem } from '@ferraris/service'
import type { Simulation } from './simulation.ts'

/** What the routes need: the simulation beside this head-end, if there is one. */
export interface SimulationParts {
  readonly simulation?: Simulation | undefined
}

/**
 * The simulated district.
 *
 * @throws {Problem} 404 where there is none
 */
export function simulationOf({ simulation }: SimulationParts): Simulation {
  if (simulation === undefined)
    throw new Problem('not-found', 'no district is simulated beside this head-end')
  return simulation
}
