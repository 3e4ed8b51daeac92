import type { Feature } from '@ferraris/service'
import { everyMinute } from '../orders/every-minute.ts'
import type { WorkRequestParts } from '../work-orders/requests/work-requests.ts'
import { watchFindings } from './metrics.ts'
import { findingRoutes } from './routes.ts'
import { findingResources } from './schemas.ts'
import { type SearchParts, searchFindings } from './search.ts'

/** Cases: what events, readings and balances together give reason to look into. */
export const findings: Feature<SearchParts & WorkRequestParts> = {
  name: 'findings',
  migrations: new URL('./migrations/', import.meta.url),
  resources: findingResources,
  routes: findingRoutes,
  metrics: watchFindings,
  audited: {
    'PATCH /findings/:id': { action: 'finding.changed', recorded: ['state', 'comment'] },
    'POST /findings/:id/work-request': { action: 'finding.work-requested' },
    'POST /findings/search': { action: 'findings.searched' },
    'PUT /end-devices/:serial/generation': { action: 'generation.declared' },
    'DELETE /end-devices/:serial/generation': { action: 'generation.withdrawn' },
  },
  start: (parts, onTrouble) => everyMinute(async () => void (await searchFindings(parts)), onTrouble),
}
