import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ref, senderOf } from '@ferraris/service'
import { customerOf } from '../customer-of.ts'
import { momentOf } from '../moment.ts'
import type { CustomerParts } from '../parts.ts'
import {
  carryOutDeletion,
  listDeletions,
  refuseDeletion,
  requestDeletion,
  withdrawDeletion,
} from './deletions.ts'
import { dataDeletion, deletionList, deletionParams, newDataDeletion, refusedDeletion } from './schemas.ts'

/** Readings that customers want deleted. */
export function deletionRoutes(parts: CustomerParts): FastifyPluginAsyncTypebox {
  const { db } = parts
  return async app => {
    const customer = { config: { access: 'customer' } } as const
    const operator = { config: { access: 'operator' } } as const
    const tags = ['customers']
    const params = deletionParams

    app.get('/data-deletions', {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Demands that readings be deleted',
        description: 'Customers see their own.',
        response: { 200: deletionList },
      },
      handler: async request => ({ items: await listDeletions(db, customerOf(request)) }),
    })

    app.post('/data-deletions', {
      ...customer,
      schema: {
        tags,
        summary: 'Demand that readings be deleted',
        description:
          'An operator carries it out or refuses it. The running month of an agreement that runs is not part of it.',
        body: ref(newDataDeletion),
        response: { 201: ref(dataDeletion) },
      },
      handler: async (request, reply) =>
        reply.code(201).send(await requestDeletion(db, momentOf(parts), request.body, customerOf(request))),
    })

    app.post('/data-deletions/:id/withdraw', {
      ...customer,
      schema: { tags, summary: 'Withdraw a demand', params, response: { 200: ref(dataDeletion) } },
      handler: request =>
        withdrawDeletion(db, momentOf(parts), {
          id: request.params.id,
          by: senderOf(request).name,
          customer: customerOf(request),
        }),
    })

    app.post('/data-deletions/:id/carry-out', {
      ...operator,
      schema: {
        tags,
        summary: 'Delete the readings',
        description:
          'At once, and for ever: load profiles and registers of the days, but for the first midnight of each month. They are not stored again.',
        params,
        response: { 200: ref(dataDeletion) },
      },
      handler: request =>
        carryOutDeletion(db, momentOf(parts), { id: request.params.id, by: senderOf(request).name }),
    })

    app.post('/data-deletions/:id/refuse', {
      ...operator,
      schema: {
        tags,
        summary: 'Refuse a demand',
        params,
        body: ref(refusedDeletion),
        response: { 200: ref(dataDeletion) },
      },
      handler: request =>
        refuseDeletion(
          db,
          momentOf(parts),
          { id: request.params.id, by: senderOf(request).name },
          request.body.reason,
        ),
    })
  }
}
