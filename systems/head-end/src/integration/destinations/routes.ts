import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { nothing, ref } from '@ferraris/service'
import {
  addDestination,
  changeDestination,
  type DestinationParts,
  knownDestination,
  removeDestination,
} from './destinations.ts'
import { listDestinations } from './queries.ts'
import {
  destination,
  destinationList,
  destinationParams,
  destinationSettings,
  newDestination,
  removalQuery,
} from './schemas.ts'

export function destinationRoutes(parts: DestinationParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['integration']
    const viewer = { config: { access: 'viewer' } } as const
    const administrator = { config: { access: 'administrator' } } as const
    const params = destinationParams

    app.get('/integration/destinations', {
      ...viewer,
      schema: { tags, summary: 'Where messages go', response: { 200: destinationList } },
      handler: async () => ({ items: await listDestinations(parts.db) }),
    })

    app.get('/integration/destinations/:name', {
      ...viewer,
      schema: { tags, summary: 'A destination', params, response: { 200: ref(destination) } },
      handler: request => knownDestination(parts, request.params.name),
    })

    app.post('/integration/destinations', {
      ...administrator,
      schema: {
        tags,
        summary: 'Add a destination',
        body: ref(newDestination),
        response: { 201: ref(destination) },
      },
      handler: async (request, reply) => {
        const { name, ...settings } = request.body
        return reply.code(201).send(await addDestination(parts, name, settings))
      },
    })

    app.put('/integration/destinations/:name', {
      ...administrator,
      schema: {
        tags,
        summary: 'Change a destination',
        description: 'Credentials that are left out stay as they were. It is tried again at once.',
        params,
        body: ref(destinationSettings),
        response: { 200: ref(destination) },
      },
      handler: request => changeDestination(parts, request.params.name, request.body),
    })

    app.delete('/integration/destinations/:name', {
      ...administrator,
      schema: {
        tags,
        summary: 'Remove a destination',
        params,
        querystring: removalQuery,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        await removeDestination(parts, request.params.name, request.query.force)
        return reply.code(204).send(null)
      },
    })
  }
}
