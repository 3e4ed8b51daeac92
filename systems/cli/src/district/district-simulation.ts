import {
  type CustomersProcess,
  type FaultsProcess,
  type FrontsProcess,
  ScenarioError,
} from '@ferraris/district'
import type { Simulation } from '@ferraris/head-end'
import { FaultError } from '@ferraris/metering'

/** The processes that run a district now: another one after a crash. */
export interface RunningMeters {
  readonly faults: FaultsProcess
  readonly fronts: FrontsProcess
  readonly customers: CustomersProcess
}

/** A district as the head-end shows it and lets people harm it. */
export function districtSimulation(meters: RunningMeters): Simulation {
  const faults = () => meters.faults
  return {
    display: serial => meters.fronts.display(serial),
    press: (serial, button) => meters.fronts.press(serial, button),
    customerDevice: serial => meters.customers.customerDevice(serial),
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
