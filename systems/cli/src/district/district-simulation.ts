import { type FaultsProcess, ScenarioError } from '@ferraris/district'
import type { Simulation } from '@ferraris/head-end'
import { FaultError } from '@ferraris/metering'

/** A district as the head-end shows it and lets people harm it. */
export function districtSimulation(faults: () => FaultsProcess): Simulation {
  return {
    describe: () => faults().describe(),
    async setFault(order) {
      try {
        await faults().setFault(order)
        return undefined
      } catch (error) {
        if (error instanceof FaultError) return { field: error.path, detail: error.detail }
        throw error
      }
    },
    async play(scenario, speed) {
      try {
        await faults().play(scenario, speed)
        return undefined
      } catch (error) {
        if (error instanceof ScenarioError) return { field: error.path, detail: error.detail }
        throw error
      }
    },
    stopPlaying: () => faults().stopPlaying(),
    async clearFaults(kind, target) {
      try {
        return await faults().clearFaults(kind, target)
      } catch (error) {
        // Nothing is called so, so there is no fault to end.
        if (error instanceof FaultError) return 0
        throw error
      }
    },
  }
}
