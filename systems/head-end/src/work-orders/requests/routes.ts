import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ref, senderOf } from '@ferraris/service'
import { listWorkRequests } from './queries.ts'
import {
  workRequestCreation,
  workRequestDetail,
  workRequestFile,
  workRequestIssue,
  workRequestList,
  workRequestParams,
  workRequestQuery,
} from './schemas.ts'
import {
  cancelWorkRequest,
  createWorkRequest,
  issueWorkRequest,
  knownWorkRequest,
  type WorkRequestParts,
} from './work-requests.ts'

export function workRequestRoutes(parts: WorkRequestParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['work orders']
    const viewer = { config: { access: 'viewer' } } as const
    const operator = { config: { access: 'operator' } } as const

    app.post('/work-requests', {
      ...operator,
      schema: {
        tags,
        summary: 'Ask for work on site',
        description: 'Of orders that came to nothing, of all such orders of an activity, or steps at meters.',
        body: ref(workRequestCreation),
        response: { 201: ref(workRequestDetail) },
      },
      handler: async (request, reply) =>
        reply.code(201).send(await createWorkRequest(parts, request.body, senderOf(request).name)),
    })

    app.get('/work-requests', {
      ...viewer,
      schema: {
        tags,
        summary: 'Work requests',
        querystring: workRequestQuery,
        response: { 200: workRequestList },
      },
      handler: async request => ({ items: await listWorkRequests(parts.db, request.query) }),
    })

    app.get('/work-requests/:id', {
      ...viewer,
      schema: {
        tags,
        summary: 'A work request with its lines',
        params: workRequestParams,
        response: { 200: ref(workRequestDetail) },
      },
      handler: async request => ({ ...(await knownWorkRequest(parts.db, request.params.id)), leftOut: [] }),
    })

    app.post('/work-requests/:id/issue', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Issue a work request to a field device',
        description:
          'One file with a signed work order for each line that is not closed. Done again, for example for another device, it issues new orders; the last one closes a line.',
        params: workRequestParams,
        body: ref(workRequestIssue),
        response: { 201: ref(workRequestFile) },
      },
      handler: async (request, reply) => {
        const { id } = request.params
        return reply.code(201).send(await issueWorkRequest(parts, id, request.body, senderOf(request).name))
      },
    })

    app.post('/work-requests/:id/cancel', {
      ...operator,
      schema: {
        tags,
        summary: 'Cancel a work request',
        description: 'Lines that are not closed are withdrawn.',
        params: workRequestParams,
        response: { 200: ref(workRequestDetail) },
      },
      handler: async request => ({ ...(await cancelWorkRequest(parts, request.params.id)), leftOut: [] }),
    })
  }
}
