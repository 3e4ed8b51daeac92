import type { Feature } from '@ferraris/service'
import type { DestinationParts } from './destinations/destinations.ts'
import { destinationRoutes } from './destinations/routes.ts'
import { destinationResources } from './destinations/schemas.ts'
import { type DoorParts, doorRoutes } from './doors/routes.ts'
import type { Integration } from './integration.ts'
import type { MendingParts } from './messages/mend.ts'
import { messageRoutes } from './messages/routes.ts'
import { messageResources } from './messages/schemas.ts'
import { watchMessages } from './outbox/metrics.ts'
import { partnerCodeRoutes } from './partner-codes/routes.ts'
import { partnerCodeResources } from './partner-codes/schemas.ts'

interface IntegrationParts extends MendingParts, DestinationParts, DoorParts {
  readonly integration: Integration
}

/** Messages of IEC 61968-9 and -100 from and to other systems. */
export const integration: Feature<IntegrationParts> = {
  name: 'integration',
  migrations: new URL('./migrations/', import.meta.url),
  resources: [...messageResources, ...destinationResources, ...partnerCodeResources],
  routes: parts => async app => {
    await app.register(messageRoutes(parts))
    await app.register(destinationRoutes(parts))
    await app.register(doorRoutes(parts))
    await app.register(partnerCodeRoutes(parts))
  },
  audited: {
    'POST /integration/cim': { action: 'message.received' },
    'POST /integration/soap': { action: 'message.received' },
    'PUT /integration/messages/:id': { action: 'message.mended' },
    'POST /integration/messages/:id/resend': { action: 'message.resent' },
    'POST /integration/messages/:id/discard': { action: 'message.discarded' },
    'POST /integration/destinations': {
      action: 'destination.added',
      recorded: ['name', 'kind', 'url', 'address', 'requests', 'nouns', 'role', 'enabled'],
    },
    'PUT /integration/destinations/:name': {
      action: 'destination.changed',
      recorded: ['kind', 'url', 'address', 'requests', 'nouns', 'role', 'enabled'],
    },
    'DELETE /integration/destinations/:name': { action: 'destination.removed' },
    'PUT /integration/partner-codes/:partner': {
      action: 'partner-codes.changed',
      recorded: ['controls', 'events', 'replies'],
    },
    'DELETE /integration/partner-codes/:partner': { action: 'partner-codes.removed' },
  },
  metrics: watchMessages,
  start: ({ integration }) => {
    integration.start()
    return () => integration.stop()
  },
}
