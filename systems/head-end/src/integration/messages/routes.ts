import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { page, ref, senderOf } from '@ferraris/service'
import { longestMessage } from '@ferraris/transport'
import { discard, knownMessage, type MendingParts, mend, resend } from './mend.ts'
import { listMessages } from './queries.ts'
import {
  integrationMessage,
  integrationMessageDetail,
  mending,
  messageParams,
  messageQuery,
} from './schemas.ts'

export function messageRoutes(parts: MendingParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['integration']
    const params = messageParams
    const response = { 200: ref(integrationMessageDetail) }
    const operator = { config: { access: 'operator' } } as const

    app.get('/integration/messages', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Messages from and to other systems, the newest first',
        querystring: messageQuery,
        response: { 200: page(integrationMessage) },
      },
      handler: request => listMessages(parts.db, request.query),
    })

    app.get('/integration/messages/:id', {
      config: { access: 'viewer' },
      schema: { tags, summary: 'A message with its text, and what it led to', params, response },
      handler: request => knownMessage(parts, request.params.id),
    })

    app.put('/integration/messages/:id', {
      ...operator,
      // Quotes and line ends take two octets in JSON.
      bodyLimit: 2 * longestMessage,
      schema: { tags, summary: 'Mend a message out and send it', params, body: ref(mending), response },
      handler: request => mend(parts, request.params.id, request.body.xml, senderOf(request).name),
    })

    app.post('/integration/messages/:id/resend', {
      ...operator,
      schema: {
        tags,
        summary: 'Send a message out again',
        description: 'With the MessageID that it had: a receiver that has it already knows it by that.',
        params,
        response,
      },
      handler: request => resend(parts, request.params.id),
    })

    app.post('/integration/messages/:id/discard', {
      ...operator,
      schema: {
        tags,
        summary: 'Give up a message out',
        description: 'It stays in the list.',
        params,
        response,
      },
      handler: request => discard(parts, request.params.id),
    })
  }
}
