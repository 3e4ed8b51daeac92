import type { Feature } from '@ferraris/service'
import { everyMinute } from '../every-minute.ts'
import { watchApprovals } from './approvals/metrics.ts'
import { approvalRoutes } from './approvals/routes.ts'
import { approvalResources } from './approvals/schemas.ts'
import { type WaitingParts, waitingOrders } from './approvals/waiting-orders.ts'
import { lookAfterProtected } from './protection/meters.ts'
import { protectionRoutes } from './protection/routes.ts'
import { protectionResources } from './protection/schemas.ts'
import { brakeRoutes } from './routes.ts'
import { brakes as settings } from './schemas.ts'

/** What stands before orders that switch supplies off, or change what measures for the bill. */
export const brakes: Feature<WaitingParts> = {
  name: 'brakes',
  migrations: new URL('./migrations/', import.meta.url),
  resources: [...approvalResources, ...protectionResources, settings],
  routes: parts => async app => {
    await app.register(protectionRoutes(parts))
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
