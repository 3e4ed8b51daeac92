import type { Feature, QueryContext } from '@ferraris/service'
import type { Tables } from '../tables.ts'
import { scheduleRoutes } from './routes.ts'
import { scheduleResources } from './schemas.ts'

/** What is read of meters, and when. */
export const schedules: Feature<QueryContext<Tables>> = {
  name: 'schedules',
  migrations: new URL('./migrations/', import.meta.url),
  resources: scheduleResources,
  routes: scheduleRoutes,
  audited: {
    'POST /meter-read-schedules': {
      action: 'schedule.made',
      recorded: ['name', 'everyMinutes', 'enabled', 'setClock'],
    },
    'DELETE /meter-read-schedules/:id': { action: 'schedule.removed' },
    'POST /meter-read-schedules/:id/end-devices': { action: 'schedule.given', recorded: ['endDevices'] },
    'PUT /meter-read-schedules/:id': {
      action: 'schedule.changed',
      recorded: ['name', 'everyMinutes', 'enabled', 'setClock'],
    },
  },
}
