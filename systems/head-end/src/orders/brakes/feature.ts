import type { Feature, QueryContext } from '@ferraris/service'
import type { Tables } from '../../tables.ts'
import { brakeRoutes } from './routes.ts'
import { brakeResources } from './schemas.ts'

/** What stands before orders that switch supplies off, or change what measures for the bill. */
export const brakes: Feature<QueryContext<Tables>> = {
  name: 'brakes',
  migrations: new URL('./migrations/', import.meta.url),
  resources: brakeResources,
  routes: brakeRoutes,
  audited: {
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
