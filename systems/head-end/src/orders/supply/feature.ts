import { type Feature, ref } from '@ferraris/service'
import type { Kysely } from 'kysely'
import { deviceParams } from '../../inventory/identifiers.ts'
import type { Tables } from '../../tables.ts'
import { watchSupplies } from './metrics.ts'
import { supplyOf } from './queries.ts'
import { supplyState } from './schemas.ts'

/** Where supply switches stand, from what orders have seen. */
export const supplies: Feature<{ readonly db: Kysely<Tables> }> = {
  name: 'supplies',
  migrations: new URL('./migrations/', import.meta.url),
  resources: [supplyState],
  metrics: watchSupplies,
  routes:
    ({ db }) =>
    async app => {
      app.get('/end-devices/:serial/supply', {
        config: { access: 'viewer' },
        schema: {
          tags: ['network'],
          summary: 'Where the supply switch of a meter stands',
          description:
            'From the orders that operated or read it: the meter is not asked. The order `read-supply` asks it.',
          params: deviceParams,
          response: { 200: ref(supplyState) },
        },
        handler: request => supplyOf(db, request.params.serial),
      })
    },
}
