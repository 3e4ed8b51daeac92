import type { Feature, QueryContext } from '@ferraris/service'
import type { Tables } from '../tables.ts'
import { readingRoutes } from './routes.ts'
import { readingResources } from './schemas.ts'

/** Load profiles by day, and registers as they were read. */
export const readings: Feature<QueryContext<Tables>> = {
  name: 'readings',
  migrations: new URL('./migrations/', import.meta.url),
  resources: readingResources,
  routes: readingRoutes,
}
