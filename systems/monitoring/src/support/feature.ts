import type { Feature } from '@ferraris/service'
import { mayUse, ref, senderOf } from '@ferraris/service'
import { showDevice } from '../devices/queries.ts'
import { showParticipant } from '../participants/queries.ts'
import { numberParams } from '../participants/schemas.ts'
import type { Parts } from '../parts.ts'
import { actsFor, reachOf, viewedBy } from '../reach.ts'
import {
  newMessage,
  newTicket,
  newVisit,
  supportResources,
  ticket,
  ticketChange,
  ticketList,
  visit,
  visitChange,
  visitList,
} from './schemas.ts'
import { changeTicket, listTickets, openTicket, showTicket, writeMessage } from './tickets.ts'
import { askForVisit, changeVisit, listVisits } from './visits.ts'

/** Help while the campaign lasts: questions and answers, and visits on site. */
export const supportFeature: Feature<Parts> = {
  name: 'support',
  migrations: new URL('./migrations/', import.meta.url),
  resources: supportResources,
  audited: {
    'POST /visits': { action: 'visit.asked', recorded: ['device'] },
    'PATCH /visits/:id': { action: 'visit.changed', recorded: ['state', 'plannedFor', 'doneOn'] },
    'POST /tickets': { action: 'ticket.opened', recorded: ['participant', 'subject'] },
    'POST /tickets/:id/messages': { action: 'ticket.answered' },
    'PATCH /tickets/:id': { action: 'ticket.changed', recorded: ['state'] },
  },
  routes: ({ db, now }) => {
    const tags = ['support']
    return async app => {
      app.get('/visits', {
        config: { access: 'signed-in' },
        schema: { tags, summary: 'Visits on site', response: { 200: visitList } },
        handler: async request => ({
          items: await listVisits(db, { participant: await viewedBy(db, request) }),
        }),
      })

      app.post('/visits', {
        config: { access: 'signed-in' },
        schema: {
          tags,
          summary: 'Ask for a visit on site',
          description:
            'By a member for a device of its participant, or an operator; the campaign bounds how many.',
          body: ref(newVisit),
          response: { 201: ref(visit) },
        },
        handler: async (request, reply) => {
          const device = await showDevice(db, await reachOf(db, request), request.body.device)
          await actsFor(db, request, device.participant ?? '')
          return reply.code(201).send(await askForVisit({ db, now }, request.body, senderOf(request).name))
        },
      })

      app.patch('/visits/:id', {
        config: { access: 'operator' },
        schema: {
          tags,
          summary: 'Plan a visit, note what it found, or cancel it',
          params: numberParams,
          body: ref(visitChange),
          response: { 200: ref(visit) },
        },
        handler: request => changeVisit({ db, now }, request.params.id, request.body),
      })

      app.get('/tickets', {
        config: { access: 'signed-in' },
        schema: { tags, summary: 'Questions to the support desk', response: { 200: ticketList } },
        handler: async request => ({
          items: await listTickets(db, { participant: await viewedBy(db, request) }),
        }),
      })

      app.post('/tickets', {
        config: { access: 'signed-in' },
        schema: {
          tags,
          summary: 'Ask the support desk',
          body: ref(newTicket),
          response: { 201: ref(ticket) },
        },
        handler: async (request, reply) => {
          const { id: participant } = await showParticipant(
            db,
            await actsFor(db, request, request.body.participant),
          )
          const { device } = request.body
          if (device !== undefined) await showDevice(db, { sees: 'own', participant }, device)
          return reply.code(201).send(await openTicket({ db, now }, request.body, senderOf(request).name))
        },
      })

      app.post('/tickets/:id/messages', {
        config: { access: 'signed-in' },
        schema: {
          tags,
          summary: 'Answer, or ask further',
          params: numberParams,
          body: ref(newMessage),
          response: { 201: ref(ticket) },
        },
        handler: async (request, reply) => {
          const found = await showTicket(db, await viewedBy(db, request), request.params.id)
          await actsFor(db, request, found.participant)
          const { name, role } = senderOf(request)
          const written = { author: name, text: request.body.text, isDesk: mayUse(role, 'operator') }
          return reply.code(201).send(await writeMessage({ db, now }, found, written))
        },
      })

      app.patch('/tickets/:id', {
        config: { access: 'signed-in' },
        schema: {
          tags,
          summary: 'Close a question, or open it again',
          params: numberParams,
          body: ref(ticketChange),
          response: { 200: ref(ticket) },
        },
        handler: async request => {
          const found = await showTicket(db, await viewedBy(db, request), request.params.id)
          await actsFor(db, request, found.participant)
          await changeTicket({ db, now }, found.id, request.body.state)
          return showTicket(db, null, found.id)
        },
      })
    }
  },
}
