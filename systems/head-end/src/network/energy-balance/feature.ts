import type { Feature, QueryContext } from '@ferraris/service'
import type { Tables } from '../../tables.ts'
import { energyBalanceRoutes } from './routes.ts'
import { energyBalanceResources } from './schemas.ts'

/** What flows into a section against what its meters count. */
export const energyBalance: Feature<QueryContext<Tables>> = {
  name: 'energy-balance',
  migrations: new URL('./migrations/', import.meta.url),
  resources: energyBalanceResources,
  routes: energyBalanceRoutes,
}
