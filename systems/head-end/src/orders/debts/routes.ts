import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { page, ref, senderOf } from '@ferraris/service'
import type { ActivityParts } from '../activities/create.ts'
import { longestBody } from '../activities/targets/schemas.ts'
import type { ControlParts } from '../record/order.ts'
import { createDebtList } from './create.ts'
import { payDebts } from './pay.ts'
import { knownList, listDebtLists, listDebts } from './queries.ts'
import {
  debt,
  debtList,
  debtListParams,
  debtListQuery,
  debtListRequest,
  debtPayment,
  debtQuery,
  paidDebts,
} from './schemas.ts'

export type DebtParts = ControlParts & ActivityParts

export function debtRoutes(parts: DebtParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['debts']
    const viewer = { config: { access: 'viewer' } } as const
    const operator = { config: { access: 'operator' } } as const

    app.post('/debt-lists', {
      ...operator,
      bodyLimit: longestBody,
      schema: {
        tags,
        summary: 'Have supplies switched off for debt',
        description:
          'As an activity of disconnections with a final reading, in the hours of `debtHours` of the brakes; protected customers are left out, and many wait for a second person.',
        body: ref(debtListRequest),
        response: { 200: ref(debtList), 201: ref(debtList) },
      },
      handler: async (request, reply) => {
        const { isNew, list } = await createDebtList(parts, request.body, senderOf(request).name)
        return reply.code(isNew ? 201 : 200).send(list)
      },
    })

    app.get('/debt-lists', {
      ...viewer,
      schema: {
        tags,
        summary: 'Lists of debts, the newest first',
        querystring: debtListQuery,
        response: { 200: page(debtList) },
      },
      handler: request => listDebtLists(parts, request.query),
    })

    app.get('/debt-lists/:id', {
      ...viewer,
      schema: { tags, summary: 'A list of debts', params: debtListParams, response: { 200: ref(debtList) } },
      handler: request => knownList(parts, request.params.id),
    })

    app.get('/debt-lists/:id/debts', {
      ...viewer,
      schema: {
        tags,
        summary: 'Debts of a list, by serial number',
        params: debtListParams,
        querystring: debtQuery,
        response: { 200: page(debt) },
      },
      handler: async request => {
        const { id } = await knownList(parts, request.params.id)
        return await listDebts(parts.db, id, request.query)
      },
    })

    app.post('/debt-payments', {
      ...operator,
      schema: {
        tags,
        summary: 'Tell a payment',
        description:
          'A disconnection that waits is cancelled, and a supply that is off is given back at once: closed, or ready for the button, as the mode of its switch says. Told again, it does nothing again.',
        body: ref(debtPayment),
        response: { 200: ref(paidDebts) },
      },
      handler: async request => ({ items: await payDebts(parts, request.body, senderOf(request).name) }),
    })
  }
}
