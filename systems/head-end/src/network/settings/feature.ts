import type { Feature } from '@ferraris/service'
import { type SettingsParts, settingsRoutes } from './routes.ts'
import { type ConcentratorSettings, settingsResources } from './schemas.ts'

/** Settings of concentrators from here. */
export const concentratorSettings: Feature<SettingsParts> = {
  name: 'concentrator-settings',
  migrations: new URL('./migrations/', import.meta.url),
  resources: settingsResources,
  routes: settingsRoutes,
  audited: {
    'PATCH /concentrators/:id/settings': {
      action: 'concentrator.settings-changed',
      detail: (settings: ConcentratorSettings) => settings,
    },
  },
}
