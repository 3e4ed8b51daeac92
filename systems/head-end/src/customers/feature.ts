import type { Feature } from '@ferraris/service'
import { agreementRoutes } from './agreements/routes.ts'
import { agreementResources } from './agreements/schemas.ts'
import { consentRoutes } from './consents/routes.ts'
import { consentResources } from './consents/schemas.ts'
import { deletionRoutes } from './deletion/routes.ts'
import { deletionResources } from './deletion/schemas.ts'
import { watchCustomers } from './metrics.ts'
import type { CustomerParts } from './parts.ts'
import { sharedDataRoutes } from './shared-data/routes.ts'
import { sharedResources } from './shared-data/schemas.ts'

/** Rights of customers: to see and take along their data, to say who else may see them, to have them deleted. */
export const customers: Feature<CustomerParts> = {
  name: 'customers',
  migrations: new URL('./migrations/', import.meta.url),
  resources: [...agreementResources, ...consentResources, ...sharedResources, ...deletionResources],
  routes: parts => async app => {
    await app.register(agreementRoutes(parts))
    await app.register(consentRoutes(parts))
    await app.register(sharedDataRoutes(parts))
    await app.register(deletionRoutes(parts))
  },
  metrics: watchCustomers,
  audited: {
    'POST /customer-agreements': {
      action: 'customer.moved-in',
      recorded: ['customer', 'usagePoint', 'from'],
    },
    'POST /customer-agreements/:id/end': { action: 'customer.moved-out', recorded: ['to'] },
    'POST /consents': {
      action: 'consent.given',
      recorded: ['agreement', 'thirdParty', 'scopes', 'from', 'expiresAt'],
    },
    'POST /consents/:id/revoke': { action: 'consent.revoked' },
    'POST /data-deletions': { action: 'deletion.demanded', recorded: ['agreement', 'from', 'to'] },
    'POST /data-deletions/:id/withdraw': { action: 'deletion.withdrawn' },
    'POST /data-deletions/:id/carry-out': { action: 'deletion.carried-out' },
    'POST /data-deletions/:id/refuse': { action: 'deletion.refused', recorded: ['reason'] },
  },
}
