import type { Feature, QueryContext } from '@ferraris/service'
import type { Tables } from '../tables.ts'
import { eventRoutes } from './routes.ts'
import { eventResources } from './schemas.ts'

/** The meters' logs. */
export const events: Feature<QueryContext<Tables>> = {
  name: 'events',
  migrations: new URL('./migrations/', import.meta.url),
  resources: eventResources,
  routes: eventRoutes,
}
