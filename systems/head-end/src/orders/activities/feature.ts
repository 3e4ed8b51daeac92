import type { Feature } from '@ferraris/service'
import { groupRoutes } from './groups/routes.ts'
import { groupResources } from './groups/schemas.ts'
import { watchActivities } from './metrics.ts'
import { activityRoutes, type SteeringParts } from './routes.ts'
import type { ActivityRunner } from './runner/runner.ts'
import { type ActivityRequest, activityResources } from './schemas.ts'
import { type Targets, targetResources } from './targets/schemas.ts'

/** One kind of order at many meters: planned, released by and by, stopped, done again, reported. */
export const activities: Feature<SteeringParts & { readonly activities: ActivityRunner }> = {
  name: 'activities',
  migrations: new URL('./migrations/', import.meta.url),
  resources: [...targetResources, ...activityResources, ...groupResources],
  routes: parts => async app => {
    await app.register(activityRoutes(parts))
    await app.register(groupRoutes(parts))
  },
  audited: {
    'POST /activities/preview': { action: 'activity.previewed', recorded: ['kind'] },
    'POST /activities': { action: 'activity.created', detail: created },
    'POST /activities/:id/pause': { action: 'activity.paused' },
    'POST /activities/:id/resume': { action: 'activity.resumed' },
    'PUT /activities/:id/pace': {
      action: 'activity.paced',
      recorded: ['perConcentrator', 'perCell', 'overall'],
    },
    'POST /activities/:id/cancel': { action: 'activity.cancelled' },
    'POST /activities/:id/replan': {
      action: 'activity.replanned',
      recorded: ['id', 'states', 'start', 'expires'],
    },
    'POST /end-device-groups': { action: 'group.saved', detail: saved },
    'DELETE /end-device-groups/:name': { action: 'group.removed' },
  },
  metrics: watchActivities,
  start: ({ activities: runner }) => {
    runner.start()
    return () => runner.stop()
  },
}

/** What was asked for; of long lists only how long they are. */
function created({ targets, ...request }: ActivityRequest): object {
  return { ...request, targets: namedBy(targets) }
}

function saved({ name, targets }: { name: string; targets: Targets }): object {
  return { name, targets: namedBy(targets) }
}

function namedBy({ endDevices, csv, ...targets }: Targets): object {
  return {
    ...targets,
    ...(endDevices !== undefined && { endDevices: endDevices.length }),
    ...(csv !== undefined && { csv: csv.length }),
  }
}
