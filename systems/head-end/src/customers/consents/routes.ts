import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ref, senderOf } from '@ferraris/service'
import { agreementParams } from '../agreements/schemas.ts'
import { customerOf } from '../customer-of.ts'
import { momentOf } from '../moment.ts'
import type { CustomerParts } from '../parts.ts'
import { giveConsent, listConsents, revokeConsent, thirdParties } from './consents.ts'
import { consent, consentList, consentParams, newConsent, thirdPartyList } from './schemas.ts'

/** Whom customers let see their data. */
export function consentRoutes(parts: CustomerParts): FastifyPluginAsyncTypebox {
  const { db } = parts
  return async app => {
    const config = { access: 'customer' } as const
    const tags = ['customers']

    app.get('/third-parties', {
      config,
      schema: {
        tags,
        summary: 'Whom customers can let see their data',
        response: { 200: thirdPartyList },
      },
      handler: async () => ({ items: (await thirdParties(db)).map(name => ({ name })) }),
    })

    app.get('/consents', {
      config,
      schema: {
        tags,
        summary: 'Consents',
        description: 'Customers see their own, an administrator all.',
        response: { 200: consentList },
      },
      handler: async request => ({
        items: await listConsents(db, momentOf(parts), { customer: customerOf(request) }),
      }),
    })

    app.get('/customer-agreements/:id/consents', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Consents of an agreement',
        params: agreementParams,
        response: { 200: consentList },
      },
      handler: async request => ({
        items: await listConsents(db, momentOf(parts), { agreement: request.params.id }),
      }),
    })

    app.post('/consents', {
      config,
      schema: {
        tags,
        summary: 'Give a consent',
        body: ref(newConsent),
        response: { 201: ref(consent) },
      },
      handler: async (request, reply) =>
        reply.code(201).send(await giveConsent(db, momentOf(parts), request.body, customerOf(request))),
    })

    app.post('/consents/:id/revoke', {
      config,
      schema: {
        tags,
        summary: 'Revoke a consent',
        description:
          'From then on the third party sees nothing through it. Doing it again changes nothing. An administrator revokes for a customer.',
        params: consentParams,
        response: { 200: ref(consent) },
      },
      handler: request =>
        revokeConsent(db, momentOf(parts), request.params.id, {
          name: senderOf(request).name,
          customer: customerOf(request),
        }),
    })
  }
}
