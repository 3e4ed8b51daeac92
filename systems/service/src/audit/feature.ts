import type { Feature } from '../feature.ts'
import { auditRoutes } from './routes.ts'
import { auditResources } from './schemas.ts'

/** The log of what bears on security. */
export const auditFeature: Feature = {
  name: 'audit',
  migrations: new URL('./migrations/', import.meta.url),
  resources: auditResources,
  routes: ({ audit }) => auditRoutes(audit),
}
