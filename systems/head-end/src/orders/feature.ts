import type { Feature } from '@ferraris/service'
import type { ControlParts } from './record/order.ts'
import { controlRoutes } from './record/routes.ts'
import { controlResources } from './record/schemas.ts'

/** Orders to meters and concentrators, their jobs and reports. */
export const controls: Feature<ControlParts> = {
  name: 'controls',
  migrations: new URL('./migrations/', import.meta.url),
  resources: controlResources,
  routes: controlRoutes,
  audited: {
    'POST /end-device-controls': {
      action: 'control.ordered',
      recorded: [
        'id',
        'kind',
        'endDevice',
        'concentrator',
        'parameters',
        'connected',
        'watts',
        'notBefore',
        'expires',
        'despiteProtection',
      ],
    },
    'POST /end-device-controls/:id/cancel': { action: 'control.cancelled' },
  },
}
