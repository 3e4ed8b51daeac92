import type { Feature } from '@ferraris/service'
import type { OnDemandReader } from './reader.ts'
import { onDemandRoutes } from './routes.ts'
import { onDemandResources } from './schemas.ts'

/** Reading one meter at once, with its frames decoded. */
export const onDemand: Feature<{ readonly onDemand: OnDemandReader }> = {
  name: 'on-demand',
  resources: onDemandResources,
  routes: parts => onDemandRoutes(parts.onDemand),
  audited: { 'POST /end-devices/:serial/readings': { action: 'end-device.read' } },
}
