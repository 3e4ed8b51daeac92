import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { invalidParameter, ref } from '@ferraris/service'
import type { DeskParts } from '../desk/actions.ts'
import { reliabilityOf } from './reliability.ts'
import { reliability, reliabilityQuery } from './schemas.ts'

export function reliabilityRoutes({ db, now }: DeskParts): FastifyPluginAsyncTypebox {
  return async app => {
    app.get('/reliability', {
      config: { access: 'viewer' },
      schema: {
        tags: ['alarms'],
        summary: 'SAIDI, SAIFI and CAIDI of a period',
        querystring: reliabilityQuery,
        response: { 200: ref(reliability) },
      },
      handler: request => {
        const { from, to } = request.query
        if (Date.parse(to) <= Date.parse(from)) throw invalidParameter('to', 'is not after `from`')
        return reliabilityOf(db, request.query, now())
      },
    })
  }
}
