import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import { nothing, page, ref, senderOf } from '@ferraris/service'
import type { Tables } from '../../tables.ts'
import { listProtected, protect, unprotect } from './protected.ts'
import {
  brakes,
  newProtectedCustomer,
  protectedCustomer,
  protectedParams,
  protectedQuery,
} from './schemas.ts'
import { brakesNow, setBrakes } from './settings.ts'

export function brakeRoutes({ db, now }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['approvals']
    const viewer = { config: { access: 'viewer' } } as const
    const operator = { config: { access: 'operator' } } as const
    const administrator = { config: { access: 'administrator' } } as const

    app.get('/protected-customers', {
      ...viewer,
      schema: {
        tags,
        summary: 'Customers whose supply is not switched off by one person alone',
        querystring: protectedQuery,
        response: { 200: page(protectedCustomer) },
      },
      handler: request => listProtected(db, request.query),
    })

    app.post('/protected-customers', {
      ...operator,
      schema: {
        tags,
        summary: 'Protect a customer',
        body: ref(newProtectedCustomer),
        response: { 201: ref(protectedCustomer) },
      },
      handler: async (request, reply) =>
        reply.code(201).send(await protect(db, request.body, senderOf(request).name, now())),
    })

    app.delete('/protected-customers/:id', {
      ...administrator,
      schema: {
        tags,
        summary: 'End the protection of a customer',
        params: protectedParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        await unprotect(db, request.params.id)
        return reply.code(204).send(null)
      },
    })

    app.get('/brakes', {
      ...viewer,
      schema: { tags, summary: 'Settings of the brakes', response: { 200: ref(brakes) } },
      handler: () => brakesNow(db),
    })

    app.put('/brakes', {
      ...administrator,
      schema: { tags, summary: 'Set the brakes', body: ref(brakes), response: { 200: ref(brakes) } },
      handler: request => setBrakes(db, request.body),
    })
  }
}
