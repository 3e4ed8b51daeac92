import type { Feature } from '@ferraris/service'
import type { SimulationParts } from './parts.ts'
import { simulationRoutes } from './routes.ts'
import { simulationResources } from './schemas.ts'

/** A district that is simulated beside the head-end. */
export const simulation: Feature<SimulationParts> = {
  name: 'simulation',
  resources: simulationResources,
  routes: simulationRoutes,
  audited: {
    'PUT /simulation/faults/:kind': { action: 'simulation.fault-set', recorded: ['target', 'until', 'for'] },
    'POST /simulation/meters/:serial/front': { action: 'simulation.button-pressed', recorded: ['button'] },
    'PUT /simulation/scenario': { action: 'simulation.scenario-begun', recorded: ['name', 'speed'] },
    'DELETE /simulation/scenario': { action: 'simulation.scenario-ended' },
    'DELETE /simulation/faults/:kind': { action: 'simulation.fault-ended' },
  },
}
