import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import type { Tables } from '../../tables.ts'
import { knownConcentrator } from '../concentrators/known.ts'
import { concentratorParams } from '../identifiers.ts'
import { refusedResults } from './refused-results.ts'
import { refusedResultList, refusedResultQuery } from './schemas.ts'

export function uplinkRoutes({ db }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    app.get('/concentrators/:id/refused-results', {
      config: { access: 'viewer' },
      schema: {
        tags: ['network'],
        summary: 'Results of a concentrator that were refused for good',
        params: concentratorParams,
        querystring: refusedResultQuery,
        response: { 200: refusedResultList },
      },
      handler: async request => {
        const { id } = await knownConcentrator(db, request.params.id)
        return { items: await refusedResults(db, id, request.query.limit) }
      },
    })
  }
}
