import { defaulted, instant, nullable, nullableInstant, query, resource, wholeList } from '@ferraris/service'
import { ticketRights } from '@ferraris/work-order'
import { type Static, Type } from 'typebox'
import { concentratorId, concentratorParams } from '../../network/identifiers.ts'

const right = Type.Enum([...ticketRights], {
  description: 'read: state, meters, readings, files, settings and log; change: also settings and run-now.',
})

export const ticketRequest = resource(
  'ConcentratorTicketRequest',
  {
    fieldDevice: Type.String({ maxLength: 64, description: 'Name of a field device that is approved.' }),
    right: defaulted(Type.Enum([...ticketRights], { default: 'read' })),
    notBefore: Type.Optional(instant('From when on it is valid; default: at once.')),
    notAfter: instant('Until when; at most 7 days from now.'),
  },
  'Access to a concentrator on site, for one field device.',
)
export type TicketRequest = Static<typeof ticketRequest>

const properties = {
  id: Type.String({ format: 'uuid' }),
  concentrator: concentratorId,
  fieldDevice: Type.String(),
  right,
  notBefore: instant('Valid from.'),
  notAfter: instant('Valid until.'),
  issuedAt: instant('When it was issued.'),
  issuedBy: Type.String(),
  recalledAt: nullableInstant('When it was recalled.'),
  recalledBy: nullable('string'),
}

export const ticket = resource('ConcentratorTicket', properties, 'A ticket that was issued.')
export type KnownTicket = Static<typeof ticket>

export const ticketFile = resource(
  'ConcentratorTicketFile',
  { ...properties, document: Type.String({ description: 'The file for the field device.' }) },
  'A ticket with its file. It opens nothing without the key of its field device.',
)
export type TicketFile = Static<typeof ticketFile>

export const ticketParams = Type.Object({
  ...concentratorParams.properties,
  ticket: Type.String({ format: 'uuid' }),
})

export const ticketQuery = query({
  limit: defaulted(
    Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'The newest so many.' }),
  ),
})
export const ticketList = wholeList(ticket, 'Tickets, the newest first.')

export const ticketResources = [ticketRequest, ticket, ticketFile]
