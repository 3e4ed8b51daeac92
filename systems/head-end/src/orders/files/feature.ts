import type { Feature, QueryContext } from '@ferraris/service'
import type { Tables } from '../../tables.ts'
import { imageRoutes } from './images/routes.ts'
import { fileRoutes } from './routes.ts'
import { fileResources } from './schemas.ts'
import { vendorRoutes } from './vendors/routes.ts'

/** Configurations and firmware: signed by their vendors, approved by other persons, fetched by concentrators in parts. */
export const files: Feature<QueryContext<Tables>> = {
  name: 'files',
  migrations: new URL('./migrations/', import.meta.url),
  resources: fileResources,
  routes: parts => async app => {
    await app.register(fileRoutes(parts))
    await app.register(vendorRoutes(parts))
    await app.register(imageRoutes(parts))
  },
  audited: {
    'POST /files': {
      action: 'file.uploaded',
      asked: ['sha256', 'kind', 'version', 'models', 'legal', 'key'],
    },
    'POST /files/:sha256/approve': { action: 'file.approved' },
    'POST /files/:sha256/release': { action: 'file.released' },
    'POST /files/:sha256/withdraw': { action: 'file.withdrawn', recorded: ['reason'] },
    'POST /vendor-keys': { action: 'vendor-key.registered', recorded: ['vendor', 'publicKey'] },
    'POST /vendor-keys/:name/revoke': { action: 'vendor-key.revoked' },
    'PUT /test-meters/:serial': { action: 'test-meter.added' },
    'DELETE /test-meters/:serial': { action: 'test-meter.removed' },
    'POST /firmware-images': { action: 'firmware.stored', asked: ['version'] },
    'DELETE /firmware-images/:sha256': { action: 'firmware.removed' },
  },
}
