import type { Feature } from '@ferraris/service'
import { everyMinute } from '../orders/every-minute.ts'
import { qualityRoutes } from './routes.ts'
import { qualityResources } from './schemas.ts'
import type { SurveyParts } from './survey/survey-meter.ts'
import { sweepSurveys } from './survey/sweep.ts'

/** Quality of supply as the meters measure it. */
export const quality: Feature<SurveyParts & { readonly clockWatch: { readonly isSteady: boolean } }> = {
  name: 'quality',
  migrations: new URL('./migrations/', import.meta.url),
  resources: qualityResources,
  routes: qualityRoutes,
  audited: {
    'POST /end-devices/:serial/quality': { action: 'quality.read' },
    'PUT /end-devices/:serial/quality-watch': { action: 'quality.watched', recorded: ['everyHours'] },
    'DELETE /end-devices/:serial/quality-watch': { action: 'quality.unwatched' },
  },
  start: (parts, onTrouble) => everyMinute(() => sweepSurveys(parts), onTrouble),
}
