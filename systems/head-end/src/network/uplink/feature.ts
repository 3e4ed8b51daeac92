import type { Feature, QueryContext } from '@ferraris/service'
import type { Tables } from '../../tables.ts'
import { uplinkRoutes } from './routes.ts'
import { uplinkResources } from './schemas.ts'

/** What concentrators bring, as far as it is not stored. */
export const uplink: Feature<QueryContext<Tables>> = {
  name: 'uplink',
  migrations: new URL('./migrations/', import.meta.url),
  resources: uplinkResources,
  routes: uplinkRoutes,
}
