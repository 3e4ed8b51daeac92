import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { page, ref, senderOf } from '@ferraris/service'
import { momentOf } from '../moment.ts'
import type { CustomerParts } from '../parts.ts'
import { knownAgreement, listAgreements, moveIn, moveOut } from './agreements.ts'
import {
  agreementEnd,
  agreementParams,
  agreementQuery,
  customerAgreement,
  newCustomerAgreement,
} from './schemas.ts'

/** Who is the customer of which usage point. */
export function agreementRoutes(parts: CustomerParts): FastifyPluginAsyncTypebox {
  const { db } = parts
  return async app => {
    const viewer = { config: { access: 'viewer' } } as const
    const operator = { config: { access: 'operator' } } as const
    const tags = ['customers']

    app.get('/customer-agreements', {
      ...viewer,
      schema: {
        tags,
        summary: 'Agreements with customers, the newest first',
        querystring: agreementQuery,
        response: { 200: page(customerAgreement) },
      },
      handler: request => listAgreements(db, momentOf(parts), request.query),
    })

    app.get('/customer-agreements/:id', {
      ...viewer,
      schema: {
        tags,
        summary: 'An agreement',
        params: agreementParams,
        response: { 200: ref(customerAgreement) },
      },
      handler: request => knownAgreement(db, momentOf(parts), request.params.id),
    })

    app.post('/customer-agreements', {
      ...operator,
      schema: {
        tags,
        summary: 'A customer moves in',
        body: ref(newCustomerAgreement),
        response: { 201: ref(customerAgreement) },
      },
      handler: async (request, reply) =>
        reply.code(201).send(await moveIn(db, momentOf(parts), request.body, senderOf(request).name)),
    })

    app.post('/customer-agreements/:id/end', {
      ...operator,
      schema: {
        tags,
        summary: 'A customer moves out',
        description: 'Consents end with the last day. The customer keeps seeing the days that were its own.',
        params: agreementParams,
        body: ref(agreementEnd),
        response: { 200: ref(customerAgreement) },
      },
      handler: request => moveOut(db, momentOf(parts), request.params.id, request.body.to),
    })
  }
}
