import type { Feature } from '@ferraris/service'
import { watchConcentrators } from './metrics.ts'
import { type ConcentratorParts, concentratorRoutes } from './routes.ts'
import { concentratorResources } from './schemas.ts'

/** Concentrators: which there are, and how they sign in. */
export const concentrators: Feature<ConcentratorParts> = {
  name: 'concentrators',
  migrations: new URL('./migrations/', import.meta.url),
  resources: concentratorResources,
  routes: concentratorRoutes,
  metrics: watchConcentrators,
  audited: {
    'POST /concentrators': { action: 'concentrator.enrolled', recorded: ['id', 'substation'] },
    'DELETE /concentrators/:id': { action: 'concentrator.removed' },
  },
}
