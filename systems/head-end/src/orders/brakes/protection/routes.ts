import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import { nothing, page, ref, senderOf } from '@ferraris/service'
import type { Tables } from '../../../tables.ts'
import { listProtected, protect, unprotect } from './customers.ts'
import { newProtectedCustomer, protectedCustomer, protectedParams, protectedQuery } from './schemas.ts'

export function protectionRoutes({ db, now }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['approvals']

    app.get('/protected-customers', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Customers whose supply is not switched off by one person alone',
        querystring: protectedQuery,
        response: { 200: page(protectedCustomer) },
      },
      handler: request => listProtected(db, request.query),
    })

    app.post('/protected-customers', {
      config: { access: 'operator' },
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
      config: { access: 'administrator' },
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
  }
}
