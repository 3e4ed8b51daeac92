import type { Feature } from '@ferraris/service'
import type { Enrolment } from './enrol.ts'
import { quirkResources, quirkRoutes } from './quirk-routes.ts'
import { type InventoryParts, inventoryRoutes } from './routes.ts'
import { inventoryResources } from './schemas.ts'

/** End devices, usage points, and models that differ from the standard. */
export const inventory: Feature<InventoryParts> = {
  name: 'inventory',
  migrations: new URL('./migrations/', import.meta.url),
  resources: [...inventoryResources, ...quirkResources],
  routes: parts => async app => {
    await app.register(inventoryRoutes(parts))
    await app.register(quirkRoutes(parts))
  },
  audited: {
    'POST /end-devices': { action: 'end-devices.enrolled', detail: enrolled },
    'DELETE /end-devices/:serial': { action: 'end-device.removed' },
    'PUT /model-quirks/:model': {
      action: 'model-quirks.changed',
      recorded: ['noLists', 'noRanges', 'rangeAsDateTime', 'deviation', 'clockZone'],
    },
    'DELETE /model-quirks/:model': { action: 'model-quirks.removed' },
  },
}

/** The clients of the keys that came, never the keys. */
function enrolled(body: Enrolment | readonly Enrolment[]): object {
  const devices: readonly Enrolment[] = [body].flat()
  return {
    endDevices: devices.map(({ serial, uri, keys, lineKeys }) => ({
      serial,
      uri,
      keysOfClients: keys.map(({ client }) => client),
      ...(lineKeys !== undefined && { lineKeys: true }),
    })),
  }
}
