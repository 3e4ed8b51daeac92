import type { Feature } from '@ferraris/service'
import { meterDataRoutes } from './desk/routes.ts'
import { meterDataResources } from './desk/schemas.ts'
import { watchMeterData } from './metrics.ts'
import type { MeterDataParts } from './parts.ts'
import { watchDue } from './processing/process-due.ts'

/** Validation, estimation and editing of what was collected. */
export const meterData: Feature<MeterDataParts> = {
  name: 'meter-data',
  migrations: new URL('./store/migrations/', import.meta.url),
  resources: meterDataResources,
  routes: meterDataRoutes,
  metrics: watchMeterData,
  audited: {
    'POST /meter-data/days/:serial/:obis/:day/edits': {
      action: 'meter-data.edited',
      recorded: ['version', 'reason', 'values'],
    },
    'POST /meter-data/days/:serial/:obis/:day/confirmations': {
      action: 'meter-data.confirmed',
      recorded: ['version', 'reason'],
    },
    'PUT /meter-data/rules/:id': {
      action: 'meter-data.rule-changed',
      recorded: ['enabled', 'parameters'],
      asked: ['group'],
    },
    'POST /meter-data/recomputations': {
      action: 'meter-data.recomputed',
      recorded: ['from', 'to', 'endDevice'],
    },
    'PUT /end-devices/:serial/measuring-point': {
      action: 'measuring-point.changed',
      recorded: ['group', 'contractPower', 'multiplier', 'active', 'seasonal'],
    },
  },
  start: (parts, onTrouble) => watchDue(parts, onTrouble),
}
