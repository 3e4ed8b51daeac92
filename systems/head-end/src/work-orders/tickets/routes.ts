import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ref, senderOf } from '@ferraris/service'
import { knownConcentrator } from '../../network/concentrators/known.ts'
import { concentratorParams } from '../../network/identifiers.ts'
import { ticketFile, ticketList, ticketQuery, ticketRequest } from './schemas.ts'
import { issueTicket, listTickets, type TicketParts } from './tickets.ts'

export function ticketRoutes(parts: TicketParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['work orders']

    app.post('/concentrators/:id/tickets', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Issue a ticket for a concentrator on site',
        description:
          'With its file a field device reaches the concentrator by its optical port or by Ethernet, also while this head-end is out of reach.',
        params: concentratorParams,
        body: ref(ticketRequest),
        response: { 201: ref(ticketFile) },
      },
      handler: async (request, reply) => {
        const { id } = await knownConcentrator(parts.db, request.params.id)
        const issued = await issueTicket(parts, id, request.body, senderOf(request).name)
        return reply.code(201).send(issued)
      },
    })

    app.get('/concentrators/:id/tickets', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Tickets for a concentrator',
        params: concentratorParams,
        querystring: ticketQuery,
        response: { 200: ticketList },
      },
      handler: async request => {
        const { id } = await knownConcentrator(parts.db, request.params.id)
        return { items: await listTickets(parts.db, id, request.query.limit) }
      },
    })
  }
}
