import type { Feature } from '@ferraris/service'
import { type LiveParts, liveRoutes } from './live-routes.ts'
import { topologyRoutes } from './routes.ts'
import { topologyResources } from './schemas.ts'

/** Power lines: neighbours with their history, and frames as they hop. */
export const topology: Feature<LiveParts> = {
  name: 'topology',
  resources: topologyResources,
  routes: parts => async app => {
    await app.register(topologyRoutes(parts))
    await app.register(liveRoutes(parts))
  },
}
