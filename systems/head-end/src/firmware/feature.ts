import type { Feature, QueryContext } from '@ferraris/service'
import type { Tables } from '../tables.ts'
import { firmwareRoutes } from './routes.ts'
import { firmwareResources } from './schemas.ts'

/** Images of firmware, uploaded once and fetched by concentrators in parts. */
export const firmware: Feature<QueryContext<Tables>> = {
  name: 'firmware',
  migrations: new URL('./migrations/', import.meta.url),
  resources: firmwareResources,
  routes: firmwareRoutes,
  audited: {
    'POST /firmware-images': { action: 'firmware.stored' },
    'DELETE /firmware-images/:sha256': { action: 'firmware.removed' },
  },
}
