import { FaultError, type LinesProcess } from '@ferraris/district'
import type { Simulation } from '@ferraris/head-end'

/** The power lines of a district as the head-end shows them and lets people harm them. */
export function lineSimulation(lines: () => LinesProcess): Simulation {
  return {
    describe: () => lines().describe(),
    async setFault(order) {
      try {
        await lines().setFault(order)
        return undefined
      } catch (error) {
        if (error instanceof FaultError) return { field: error.path, detail: error.detail }
        throw error
      }
    },
    async clearFaults(kind, target) {
      try {
        return await lines().clearFaults(kind, target)
      } catch (error) {
        // Nothing is called so, so there is no fault to end.
        if (error instanceof FaultError) return 0
        throw error
      }
    },
  }
}
