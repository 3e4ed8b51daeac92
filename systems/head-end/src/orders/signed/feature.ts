import type { Feature } from '@ferraris/service'
import { type ControlParts, knownControl } from '../record/order.ts'
import { controlParams } from '../record/schemas.ts'
import { signedApdu, signedApduList } from './schemas.ts'
import { signedApdusOf } from './signed-apdus.ts'

/** What proves later that an order was ours: the requests as they were signed for the meter. */
export const signedOrders: Feature<Pick<ControlParts, 'db' | 'now'>> = {
  name: 'signed orders',
  migrations: new URL('./migrations/', import.meta.url),
  resources: [signedApdu],
  routes: parts => async app => {
    app.get('/end-device-controls/:id/signed-apdus', {
      config: { access: 'viewer' },
      schema: {
        tags: ['network'],
        summary: 'The signed requests of an order',
        description: 'Of orders that switch the supply or bring firmware, to meters of suites 1 and 2.',
        params: controlParams,
        response: { 200: signedApduList },
      },
      handler: async request => {
        const { id } = await knownControl(parts, request.params.id)
        return { items: await signedApdusOf(parts.db, id) }
      },
    })
  },
}
