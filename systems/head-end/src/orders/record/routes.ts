import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { page, ref, senderOf } from '@ferraris/service'
import type { Executor } from '../by-session/executor/executor.ts'
import { isTask, type Kind, kinds } from '../kinds/kinds.ts'
import { type ControlParts, cancel, knownControl, order } from './order.ts'
import { listControls } from './queries.ts'
import {
  controlKinds,
  controlParams,
  controlQuery,
  controlRequest,
  controlSessions,
  endDeviceControl,
  endDeviceControlDetail,
} from './schemas.ts'

/** What the routes work with. */
interface RouteParts extends ControlParts {
  readonly executor: Pick<Executor, 'wake' | 'frames'>
}

export function controlRoutes(parts: RouteParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['network']
    const viewer = { config: { access: 'viewer' } } as const

    app.post('/end-device-controls', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Order something of a meter',
        description:
          'Through the concentrator that serves it. Asking again with the same `id` answers with the same order.',
        body: ref(controlRequest),
        response: { 200: ref(endDeviceControlDetail), 201: ref(endDeviceControlDetail) },
      },
      handler: async (request, reply) => {
        const { isNew, control } = await order(parts, request.body, senderOf(request).name)
        return reply.code(isNew ? 201 : 200).send(control)
      },
    })

    app.get('/end-device-controls', {
      ...viewer,
      schema: {
        tags,
        summary: 'Orders, the newest first',
        querystring: controlQuery,
        response: { 200: page(endDeviceControl) },
      },
      handler: request => listControls(parts.db, request.query, parts.now()),
    })

    app.get('/end-device-control-kinds', {
      ...viewer,
      schema: { tags, summary: 'What can be ordered, with its parameters', response: { 200: controlKinds } },
      handler: () => ({ items: [...kinds].map(([kind, of]) => kindOf(kind, of)) }),
    })

    app.get('/end-device-controls/:id', {
      ...viewer,
      schema: {
        tags,
        summary: 'A control with its history',
        params: controlParams,
        response: { 200: ref(endDeviceControlDetail) },
      },
      handler: request => knownControl(parts, request.params.id),
    })

    app.get('/end-device-controls/:id/frames', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'What went over the wire for an order',
        description: 'Of orders that went by session; kept for 30 days.',
        params: controlParams,
        response: { 200: controlSessions },
      },
      handler: async request => {
        const { id } = await knownControl(parts, request.params.id)
        return { items: await parts.executor.frames(id) }
      },
    })

    app.post('/end-device-controls/:id/cancel', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Cancel an order',
        description:
          'One that its concentrator has is open until the concentrator says what became of it: `cancelled`, or the end that it had before.',
        params: controlParams,
        response: { 200: ref(endDeviceControlDetail) },
      },
      handler: request => cancel(parts, request.params.id, senderOf(request).name),
    })
  }
}

function kindOf(kind: string, { title, parameters, programme, isOfConcentrator = false }: Kind) {
  return {
    kind,
    title,
    parameters: parameters as object as Record<string, unknown>,
    isOfConcentrator,
    hasSession: programme !== undefined,
    hasJob: isTask(kind, {}),
  }
}
