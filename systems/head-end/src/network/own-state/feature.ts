import type { Feature, QueryContext } from '@ferraris/service'
import type { Tables } from '../../tables.ts'
import { watchConditions } from './metrics.ts'
import { ownStateRoutes } from './routes.ts'
import { ownStateResources } from './schemas.ts'

/** Concentrators themselves: clock, conditions, firmware, calendar, and the log of each. */
export const ownState: Feature<QueryContext<Tables>> = {
  name: 'own-state',
  migrations: new URL('./migrations/', import.meta.url),
  resources: ownStateResources,
  routes: ownStateRoutes,
  metrics: watchConditions,
}
