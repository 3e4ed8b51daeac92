import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { page, ref, senderOf } from '@ferraris/service'
import { acaParams } from '../identifiers.ts'
import { accept, type CommissioningParts, refuse } from './commissioning.ts'
import { newMeters } from './decisions.ts'
import { acceptBody, commissioningQuery, decision, newMeter } from './schemas.ts'

export function commissioningRoutes(parts: CommissioningParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['network']
    const administrator = { config: { access: 'administrator' } } as const

    app.get('/commissioning', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'New meters on power lines',
        querystring: commissioningQuery,
        response: { 200: page(newMeter) },
      },
      handler: request => newMeters(parts.db, request.query),
    })

    app.post('/commissioning/:aca/accept', {
      ...administrator,
      schema: {
        tags,
        summary: 'Accept a new meter',
        params: acaParams,
        body: ref(acceptBody),
        response: { 200: ref(decision) },
      },
      handler: request => accept(parts, request.params.aca, request.body, senderOf(request).name),
    })

    app.post('/commissioning/:aca/refuse', {
      ...administrator,
      schema: {
        tags,
        summary: 'Refuse a meter',
        description: 'A meter that is served already is released.',
        params: acaParams,
        response: { 200: ref(decision) },
      },
      handler: request => refuse(parts, request.params.aca, senderOf(request).name),
    })
  }
}
