import type { Feature } from '@ferraris/service'
import { everyMinute } from '../every-minute.ts'
import { approvalRoutes } from './approval-routes.ts'
import { watchApprovals } from './metrics.ts'
import { lookAfterProtected } from './protected-meters.ts'
import { brakeRoutes } from './routes.ts'
import { brakeResources } from './schemas.ts'
import { type WaitingParts, waitingOrders } from './waiting-orders.ts'

/** What stands before orders that switch supplies off, or change what measures for the bill. */
export const brakes: Feature<WaitingParts> = {
  name: 'brakes',
  migrations: new URL('./migrations/', import.meta.url),
  resources: brakeResources,
  routes: parts => async app => {
    await app.register(brakeRoutes(parts))
    await app.register(approvalRoutes(parts, waitingOrders(parts)))
  },
  metrics: watchApprovals,
  start: (parts, onTrouble) => everyMinute(() => lookAfterProtected(parts), onTrouble),
  audited: {
    'POST /approvals/:id/approve': { action: 'approval.approved', recorded: ['comment'] },
    'POST /approvals/:id/reject': { action: 'approval.rejected', recorded: ['comment'] },
    'POST /protected-customers': {
      action: 'customer.protected',
      recorded: ['endDevice', 'usagePoint', 'reason', 'until'],
    },
    'DELETE /protected-customers/:id': { action: 'customer.unprotected' },
    'PUT /brakes': {
      action: 'brakes.set',
      recorded: [
        'disconnectionsAnHour',
        'disconnectionsAtOnce',
        'finalReading',
        'unsignedImages',
        'debtHours',
      ],
    },
  },
}
