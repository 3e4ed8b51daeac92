import type { Feature } from '@ferraris/service'
import { type WorkOrderRouteParts, workOrderRoutes } from './routes.ts'
import { workOrderResources } from './schemas.ts'

/** Work for field devices: orders signed, keys sealed, results taken once. */
export const workOrders: Feature<WorkOrderRouteParts> = {
  name: 'work-orders',
  migrations: new URL('./migrations/', import.meta.url),
  resources: workOrderResources,
  routes: workOrderRoutes,
  audited: {
    'POST /work-orders': { action: 'work-order.issued', recorded: ['endDevice', 'notBefore', 'notAfter'] },
    'POST /work-orders/:id/results': { action: 'work-order.results-taken' },
  },
}
