import type { Feature, QueryContext } from '@ferraris/service'
import type { Tables } from '../tables.ts'
import { fieldDeviceRoutes } from './field-device-routes.ts'
import { fieldDeviceResources } from './field-device-schemas.ts'
import { watchWorkRequests } from './requests/metrics.ts'
import { workRequestRoutes } from './requests/routes.ts'
import { workRequestResources } from './requests/schemas.ts'
import type { WorkRequestParts } from './requests/work-requests.ts'
import { type WorkOrderRouteParts, workOrderRoutes } from './routes.ts'
import { workOrderResources } from './schemas.ts'
import { ticketRoutes } from './tickets/routes.ts'
import { ticketResources } from './tickets/schemas.ts'
import type { TicketParts } from './tickets/tickets.ts'

/** Work for field devices: orders signed, keys sealed, results taken once. */
export const workOrders: Feature<
  WorkOrderRouteParts & TicketParts & WorkRequestParts & QueryContext<Tables>
> = {
  name: 'work-orders',
  migrations: new URL('./migrations/', import.meta.url),
  resources: [...workOrderResources, ...fieldDeviceResources, ...ticketResources, ...workRequestResources],
  metrics: watchWorkRequests,
  routes: parts => async app => {
    await app.register(workOrderRoutes(parts))
    await app.register(fieldDeviceRoutes(parts))
    await app.register(ticketRoutes(parts))
    await app.register(workRequestRoutes(parts))
  },
  audited: {
    'POST /work-orders': { action: 'work-order.issued', recorded: ['endDevice', 'notBefore', 'notAfter'] },
    'POST /field-devices': { action: 'field-device.registered', recorded: ['name', 'sealing', 'signing'] },
    'POST /field-devices/:name/approve': { action: 'field-device.approved' },
    'DELETE /field-devices/:name': { action: 'field-device.removed' },
    'POST /concentrators/:id/tickets': {
      action: 'concentrator.ticket-issued',
      recorded: ['fieldDevice', 'right', 'notBefore', 'notAfter'],
    },
    'DELETE /concentrators/:id/tickets/:ticket': { action: 'concentrator.ticket-recalled' },
    'POST /work-requests': { action: 'work-request.created', recorded: ['reason', 'activity', 'controls'] },
    'POST /work-requests/:id/issue': { action: 'work-request.issued', recorded: ['fieldDevice', 'notAfter'] },
    'POST /work-requests/:id/cancel': { action: 'work-request.cancelled' },
    'POST /work-orders/:id/results': { action: 'work-order.results-taken' },
  },
}
