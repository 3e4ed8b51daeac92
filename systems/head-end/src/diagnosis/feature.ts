import type { Feature } from '@ferraris/service'
import { everyMinute } from '../orders/every-minute.ts'
import { type NightParts, sweepNight } from './checks/night.ts'
import { routineCheckRoutes } from './checks/routes.ts'
import { routineCheckResources } from './checks/schemas.ts'
import type { DiagnosisParts } from './diagnose.ts'
import { healthRoutes } from './health/routes.ts'
import { healthResources } from './health/schemas.ts'
import { diagnosisRoutes } from './routes.ts'
import { diagnosisResources } from './schemas.ts'

/** One look at all that a meter says of itself, and whether it can be reached at all. */
export const diagnosis: Feature<DiagnosisParts & NightParts> = {
  name: 'diagnosis',
  migrations: new URL('./migrations/', import.meta.url),
  resources: [...diagnosisResources, ...routineCheckResources, ...healthResources],
  routes: parts => async app => {
    await app.register(diagnosisRoutes(parts))
    await app.register(routineCheckRoutes(parts))
    await app.register(healthRoutes(parts))
  },
  audited: {
    'POST /end-devices/:serial/diagnoses': {
      action: 'end-device.diagnosed',
      recorded: ['reason', 'note', 'workRequest', 'workOrder'],
    },
    'POST /end-devices/:serial/checks': { action: 'end-device.checked' },
    'PUT /end-devices/:serial/battery-replacement': { action: 'battery.replaced' },
    'POST /trusted-firmware': { action: 'firmware.trusted', recorded: ['part', 'version', 'signature'] },
    'POST /trusted-firmware/withdraw': {
      action: 'firmware.not-trusted',
      recorded: ['part', 'version', 'signature'],
    },
  },
  start: (parts, onTrouble) => everyMinute(() => sweepNight(parts), onTrouble),
}
