import type { Feature } from '@ferraris/service'
import type { DiagnosisParts } from './diagnose.ts'
import { diagnosisRoutes } from './routes.ts'
import { diagnosisResources } from './schemas.ts'

/** One look at all that a meter says of itself. */
export const diagnosis: Feature<DiagnosisParts> = {
  name: 'diagnosis',
  migrations: new URL('./migrations/', import.meta.url),
  resources: diagnosisResources,
  routes: diagnosisRoutes,
  audited: {
    'POST /end-devices/:serial/diagnoses': {
      action: 'end-device.diagnosed',
      recorded: ['reason', 'note', 'workRequest', 'workOrder'],
    },
  },
}
