import type { Feature } from '@ferraris/service'
import { type WatchedPushes, watchPushes } from './metrics.ts'
import type { PushParts } from './routes.ts'
import { pushRoutes } from './routes.ts'
import { pushResources } from './schemas.ts'

/** What meters send without being asked, and connections that they open themselves. */
export const pushes: Feature<PushParts & WatchedPushes> = {
  name: 'pushes',
  migrations: new URL('./migrations/', import.meta.url),
  resources: pushResources,
  routes: pushRoutes,
  metrics: watchPushes,
  audited: {
    'DELETE /unknown-callers/:systemTitle': { action: 'unknown-caller.dismissed' },
    'PUT /end-devices/:serial/push-lists': { action: 'push-lists.set', recorded: ['items'] },
  },
}
