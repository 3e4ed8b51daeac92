import type { Feature } from '@ferraris/service'
import type { CommissioningParts } from './commissioning.ts'
import { commissioningRoutes } from './routes.ts'
import { type Acceptance, commissioningResources } from './schemas.ts'

/** Which meters on power lines are ours, and which concentrator serves them. */
export const commissioning: Feature<CommissioningParts> = {
  name: 'commissioning',
  resources: commissioningResources,
  routes: commissioningRoutes,
  audited: {
    'POST /commissioning/:aca/accept': { action: 'meter.adopted', detail: adopted },
    'POST /commissioning/:aca/refuse': { action: 'meter.refused' },
  },
}

/** Whether keys came, never the keys. */
function adopted({ serial, lineKeys }: Acceptance): object {
  return { ...(serial !== undefined && { serial }), lineKeys: lineKeys !== undefined }
}
