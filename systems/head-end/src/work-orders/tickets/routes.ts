import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { nothing, ref, senderOf } from '@ferraris/service'
import { knownConcentrator } from '../../network/concentrators/known.ts'
import { concentratorParams } from '../../network/identifiers.ts'
import { recallTicket } from './recall.ts'
import { ticketFile, ticketList, ticketParams, ticketQuery, ticketRequest } from './schemas.ts'
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

    app.delete('/concentrators/:id/tickets/:ticket', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Recall a ticket',
        description:
          'The concentrator refuses it from now on, and ends an access that it has opened; one that is away learns of it when it calls again, until which the end of the ticket is what limits it. Again is the same.',
        params: ticketParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const { id } = await knownConcentrator(parts.db, request.params.id)
        const by = senderOf(request).name
        await recallTicket(parts.db, id, request.params.ticket, { by, now: parts.now() })
        await parts.network.tellTrust(id)
        return reply.code(204).send(null)
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
