import type { Feature } from '@ferraris/service'
import { type TableParts, tableRoutes } from './routes.ts'
import { tableResources } from './schemas.ts'

/** Tables of METERS AND MORE, of concentrators and of meters behind them, through the tunnel. */
export const tables: Feature<TableParts> = {
  name: 'tables',
  resources: tableResources,
  routes: tableRoutes,
  audited: {
    'PUT /concentrators/:id/tables/:kind': {
      action: 'concentrator.table-written',
      recorded: ['octets', 'values'],
    },
    'POST /concentrators/:id/tables/:kind/reset': { action: 'concentrator.table-reset' },
    'PUT /end-devices/:serial/tables/:kind': {
      action: 'end-device.table-written',
      recorded: ['octets', 'values'],
    },
    'POST /end-devices/:serial/tables/:kind/reset': { action: 'end-device.table-reset' },
  },
}
