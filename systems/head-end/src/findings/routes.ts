import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { nothing, ref, senderOf } from '@ferraris/service'
import { deviceParams } from '../inventory/identifiers.ts'
import { knownDevice } from '../inventory/unknown-device.ts'
import type { WorkRequestParts } from '../work-orders/requests/work-requests.ts'
import { changeFinding, knownFinding, workOnFinding } from './record/change.ts'
import { listFindings } from './record/queries.ts'
import {
  findingChange,
  findingDetail,
  findingPage,
  findingParams,
  findingQuery,
  searchResult,
} from './schemas.ts'
import { type SearchParts, searchFindings } from './search.ts'

export function findingRoutes(parts: SearchParts & WorkRequestParts): FastifyPluginAsyncTypebox {
  const { db, now } = parts
  return async app => {
    const tags = ['findings']
    const viewer = { config: { access: 'viewer' } } as const
    const operator = { config: { access: 'operator' } } as const

    app.get('/findings', {
      ...viewer,
      schema: {
        tags,
        summary: 'Cases, the surest first',
        querystring: findingQuery,
        response: { 200: findingPage },
      },
      handler: request => listFindings(db, request.query),
    })

    app.get('/findings/:id', {
      ...viewer,
      schema: {
        tags,
        summary: 'A case with its evidence',
        params: findingParams,
        response: { 200: ref(findingDetail) },
      },
      handler: request => knownFinding(parts, request.params.id),
    })

    app.patch('/findings/:id', {
      ...operator,
      schema: {
        tags,
        summary: 'Take in work, confirm or dismiss a case',
        params: findingParams,
        body: ref(findingChange),
        response: { 200: ref(findingDetail) },
      },
      handler: request => changeFinding(parts, request.params.id, request.body, senderOf(request).name),
    })

    app.post('/findings/:id/work-request', {
      ...operator,
      schema: {
        tags,
        summary: 'Make work on site of a case',
        description: 'At its meter, or at those that the evidence of a section names.',
        params: findingParams,
        response: { 201: ref(findingDetail) },
      },
      handler: async (request, reply) =>
        reply.code(201).send(await workOnFinding(parts, request.params.id, senderOf(request).name)),
    })

    app.post('/findings/search', {
      config: { access: 'operator', ownTransactions: true },
      schema: {
        tags,
        summary: 'Search now',
        description:
          'Events that have come, and yesterday where it was not searched. It is done each minute anyway.',
        response: { 200: searchResult },
      },
      handler: async () => ({ found: await searchFindings(parts) }),
    })

    app.put('/end-devices/:serial/generation', {
      ...operator,
      schema: {
        tags,
        summary: 'Declare generation at a home',
        description: 'What it feeds in is no finding.',
        params: deviceParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const end_device_id = await knownDevice(db, request.params.serial)
        const declared_by = senderOf(request).name
        await db
          .insertInto('generation_site')
          .values({ end_device_id, declared_at: new Date(now()), declared_by })
          .onConflict(conflict => conflict.doNothing())
          .execute()
        return reply.code(204).send(null)
      },
    })

    app.delete('/end-devices/:serial/generation', {
      ...operator,
      schema: {
        tags,
        summary: 'Withdraw the generation at a home',
        params: deviceParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const device = await knownDevice(db, request.params.serial)
        await db.deleteFrom('generation_site').where('end_device_id', '=', device).execute()
        return reply.code(204).send(null)
      },
    })
  }
}
