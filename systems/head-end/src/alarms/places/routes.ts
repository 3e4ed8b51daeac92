import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ref } from '@ferraris/service'
import type { DeskParts } from '../desk/actions.ts'
import { listSupplyPoints, takeSupplyPoints } from './places.ts'
import { supplyPointBody, supplyPointPage, supplyPointQuery, supplyPointsTaken } from './schemas.ts'

export function placeRoutes({ db }: Pick<DeskParts, 'db'>): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['alarms']

    app.get('/supply-points', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Where meters hang in the grid',
        querystring: supplyPointQuery,
        response: { 200: supplyPointPage },
      },
      handler: request => listSupplyPoints(db, request.query),
    })

    app.put('/supply-points', {
      config: { access: 'operator' },
      bodyLimit: 4 * 1024 * 1024,
      schema: {
        tags,
        summary: 'Take in where meters hang in the grid',
        description:
          'Up to 10,000 at a time. A meter without one counts to the substation of its concentrator.',
        body: supplyPointBody,
        response: { 200: ref(supplyPointsTaken) },
      },
      handler: request => takeSupplyPoints(db, request.body.items),
    })
  }
}
