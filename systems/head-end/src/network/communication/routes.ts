import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import { Type } from 'typebox'
import type { Tables } from '../../tables.ts'
import { knownConcentrator } from '../concentrators/known.ts'
import { csvOfCommunication } from './csv.ts'
import { concentratorCommunications, firstDay, meterCommunications } from './queries.ts'
import {
  communicationCsvQuery,
  communicationPage,
  communicationQuery,
  concentratorCommunicationList,
  concentratorsQuery,
} from './schemas.ts'

export interface CommunicationParts extends QueryContext<Tables> {
  readonly timeZone: string
}

const csv = {
  description: 'Every meter a row.',
  content: { 'text/csv': { schema: Type.Unsafe({ type: 'string' }) } },
}

export function communicationRoutes({ db, now, timeZone }: CommunicationParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['network']
    const viewer = { config: { access: 'viewer' } } as const
    const from = (days: number) => firstDay(days, now(), timeZone)

    app.get('/communication-statistics', {
      ...viewer,
      schema: {
        tags,
        summary: 'How meters were reached',
        querystring: communicationQuery,
        response: { 200: communicationPage },
      },
      handler: async request => {
        const { days, ...filter } = request.query
        if (filter.concentrator !== undefined) await knownConcentrator(db, filter.concentrator)
        return await meterCommunications(db, { ...filter, from: from(days) })
      },
    })

    app.get('/communication-statistics/csv', {
      ...viewer,
      schema: {
        tags,
        summary: 'How meters were reached, as CSV',
        querystring: communicationCsvQuery,
        response: { 200: csv },
      },
      handler: async (request, reply) => {
        const { days, concentrator } = request.query
        if (concentrator !== undefined) await knownConcentrator(db, concentrator)
        const first = from(days)
        void reply.header('content-disposition', `attachment; filename="communication-${first}.csv"`)
        return reply
          .type('text/csv; charset=utf-8')
          .send(csvOfCommunication(db, { from: first, concentrator }))
      },
    })

    app.get('/communication-statistics/concentrators', {
      ...viewer,
      schema: {
        tags,
        summary: 'How the meters of each concentrator were reached',
        querystring: concentratorsQuery,
        response: { 200: concentratorCommunicationList },
      },
      handler: async request => ({
        items: await concentratorCommunications(db, from(request.query.days)),
      }),
    })
  }
}
