import type { Feature } from '@ferraris/service'
import { type CommunicationParts, communicationRoutes } from './routes.ts'
import { communicationResources } from './schemas.ts'

/** How meters and concentrators were reached, day by day. */
export const communication: Feature<CommunicationParts> = {
  name: 'communication',
  migrations: new URL('./migrations/', import.meta.url),
  resources: communicationResources,
  routes: communicationRoutes,
}
