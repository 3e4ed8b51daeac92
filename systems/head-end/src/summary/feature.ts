import type { Feature } from '@ferraris/service'
import { summaryRoutes } from './routes.ts'
import { summaryResources } from './schemas.ts'
import type { SummarySources } from './service.ts'

/** The whole system on one page. */
export const summary: Feature<SummarySources> = {
  name: 'summary',
  resources: summaryResources,
  routes: summaryRoutes,
}
