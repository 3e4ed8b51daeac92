import type { Feature } from '@ferraris/service'
import type { Executor } from './by-session/executor/executor.ts'
import { type WatchedOrders, watchOrders } from './by-session/executor/metrics.ts'
import type { ControlParts } from './record/order.ts'
import { controlRoutes } from './record/routes.ts'
import { controlResources } from './record/schemas.ts'

/** Orders to meters and concentrators, and what carries them out. */
export const controls: Feature<ControlParts & WatchedOrders & { readonly executor: Executor }> = {
  name: 'controls',
  migrations: new URL('./migrations/', import.meta.url),
  resources: controlResources,
  routes: controlRoutes,
  metrics: watchOrders,
  start: ({ executor }) => {
    executor.start()
    return () => executor.stop()
  },
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
