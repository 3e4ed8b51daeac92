import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Problem, page, type QueryContext, ref } from '@ferraris/service'
import type { Tables } from '../../tables.ts'
import { knownConcentrator } from '../concentrators/known.ts'
import { concentratorParams } from '../identifiers.ts'
import { listOwnEvents, ownStateOf } from './queries.ts'
import { ownEvent, ownEventQuery, ownState } from './schemas.ts'

export function ownStateRoutes({ db }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['network']
    const viewer = { config: { access: 'viewer' } } as const

    app.get('/concentrators/:id/own-state', {
      ...viewer,
      schema: {
        tags,
        summary: 'What a concentrator tells of itself',
        description: 'Clock, status word, firmware and calendar, as it has reported them last.',
        params: concentratorParams,
        response: { 200: ref(ownState) },
      },
      handler: async request => {
        const { id } = await knownConcentrator(db, request.params.id)
        return (await ownStateOf(db, id)) ?? neverReported(id)
      },
    })

    app.get('/concentrators/:id/own-events', {
      ...viewer,
      schema: {
        tags,
        summary: "The concentrator's own event log",
        params: concentratorParams,
        querystring: ownEventQuery,
        response: { 200: page(ownEvent) },
      },
      handler: async request => {
        const { id } = await knownConcentrator(db, request.params.id)
        return listOwnEvents(db, id, request.query)
      },
    })
  }
}

function neverReported(id: string): never {
  throw new Problem('not-found', `${id} has not reported its own state yet`)
}
