import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import type { Tables } from '../../tables.ts'
import { knownConcentrator } from '../concentrators/known.ts'
import { concentratorParams } from '../identifiers.ts'
import { topologyAt } from './queries.ts'
import { topologyList, topologyQuery } from './schemas.ts'

export function topologyRoutes({ db }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    app.get('/concentrators/:id/topology', {
      config: { access: 'viewer' },
      schema: {
        tags: ['network'],
        summary: 'Tree of a power line',
        params: concentratorParams,
        querystring: topologyQuery,
        response: { 200: topologyList },
      },
      handler: async request => {
        const { id } = request.params
        await knownConcentrator(db, id)
        const { at } = request.query
        return { items: await topologyAt(db, id, at === undefined ? undefined : Date.parse(at)) }
      },
    })
  }
}
