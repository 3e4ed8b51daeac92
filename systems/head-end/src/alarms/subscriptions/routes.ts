import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { nothing, ref, senderOf } from '@ferraris/service'
import type { DeskParts } from '../desk/actions.ts'
import {
  newsList,
  newsQuery,
  subscription,
  subscriptionList,
  subscriptionParams,
  subscriptionSettings,
} from './schemas.ts'
import {
  addSubscription,
  changeSubscription,
  listSubscriptions,
  newsFor,
  removeSubscription,
} from './subscriptions.ts'

export function subscriptionRoutes(parts: DeskParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['alarms']
    const viewer = { config: { access: 'viewer' } } as const
    const operator = { config: { access: 'operator' } } as const
    const params = subscriptionParams

    app.get('/alarm-news', {
      ...viewer,
      schema: {
        tags,
        summary: 'What there is to tell you',
        querystring: newsQuery,
        response: { 200: newsList },
      },
      handler: async request => ({ items: await newsFor(parts.db, senderOf(request), request.query) }),
    })

    app.get('/alarm-subscriptions', {
      ...viewer,
      schema: { tags, summary: 'Who is told of which alarms', response: { 200: subscriptionList } },
      handler: async () => ({ items: await listSubscriptions(parts.db) }),
    })

    app.post('/alarm-subscriptions', {
      ...operator,
      schema: {
        tags,
        summary: 'Add a subscription',
        body: ref(subscriptionSettings),
        response: { 201: ref(subscription) },
      },
      handler: async (request, reply) =>
        reply.code(201).send(await addSubscription(parts, request.body, senderOf(request).name)),
    })

    app.put('/alarm-subscriptions/:id', {
      ...operator,
      schema: {
        tags,
        summary: 'Change a subscription',
        params,
        body: ref(subscriptionSettings),
        response: { 200: ref(subscription) },
      },
      handler: request => changeSubscription(parts, request.params.id, request.body),
    })

    app.delete('/alarm-subscriptions/:id', {
      ...operator,
      schema: { tags, summary: 'Remove a subscription', params, response: { 204: nothing } },
      handler: async (request, reply) => {
        await removeSubscription(parts, request.params.id)
        return reply.code(204).send(null)
      },
    })
  }
}
