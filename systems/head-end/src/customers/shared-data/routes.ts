import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { senderOf } from '@ferraris/service'
import { Type } from 'typebox'
import { intervalBlocks, meterReadings } from '../../readings/queries.ts'
import { intervalBlockList, meterReadingList } from '../../readings/schemas.ts'
import type { Scope } from '../consents/schemas.ts'
import { greenButtonOf } from '../green-button/of-device.ts'
import { momentOf } from '../moment.ts'
import type { CustomerParts } from '../parts.ts'
import { csvOf } from './csv.ts'
import { dailyEnergyOf } from './daily.ts'
import { listShared, sharedRange } from './entitlement.ts'
import {
  dailyEnergyList,
  type SharedRange,
  sharedBlockQuery,
  sharedDataList,
  sharedDayQuery,
  sharedExportQuery,
  sharedParams,
  sharedReadingQuery,
} from './schemas.ts'

function document(description: string, type: string) {
  return { description, content: { [type]: { schema: Type.Unsafe({ type: 'string' }) } } }
}

/** Data of customers, for themselves and for whom they let see them. */
export function sharedDataRoutes(parts: CustomerParts): FastifyPluginAsyncTypebox {
  const { db } = parts
  return async app => {
    const config = { access: 'third-party' } as const
    const tags = ['customers']
    const params = sharedParams
    type Asking = Parameters<typeof senderOf>[0] & { params: { id: string }; query: SharedRange }
    const allowed = (request: Asking, scope: Scope) =>
      sharedRange(db, momentOf(parts), senderOf(request), request.params.id, scope, request.query)

    app.get('/shared-data', {
      config,
      schema: {
        tags,
        summary: 'What the sender may see',
        description:
          'A customer the own usage points, a third party those that it was let see, an administrator all.',
        response: { 200: sharedDataList },
      },
      handler: async request => ({ items: await listShared(db, momentOf(parts), senderOf(request)) }),
    })

    app.get('/shared-data/:id/daily-energy', {
      config,
      schema: {
        tags,
        summary: 'Energy by day',
        description: 'Needs the scope daily-energy.',
        params,
        querystring: sharedDayQuery,
        response: { 200: dailyEnergyList },
      },
      handler: async request => {
        const { range } = await allowed(request, 'daily-energy')
        const { obis } = request.query
        return {
          items: range === undefined ? [] : dailyEnergyOf(await intervalBlocks(db, { ...range, obis })),
        }
      },
    })

    app.get('/shared-data/:id/interval-blocks', {
      config,
      schema: {
        tags,
        summary: 'Load profile',
        description: 'One item a local day. Needs the scope interval-data.',
        params,
        querystring: sharedBlockQuery,
        response: { 200: intervalBlockList },
      },
      handler: async request => {
        const { range } = await allowed(request, 'interval-data')
        const { obis } = request.query
        return { items: range === undefined ? [] : await intervalBlocks(db, { ...range, obis }) }
      },
    })

    app.get('/shared-data/:id/meter-readings', {
      config,
      schema: {
        tags,
        summary: 'Register readings',
        description: 'Needs the scope register-readings.',
        params,
        querystring: sharedReadingQuery,
        response: { 200: meterReadingList },
      },
      handler: async request => {
        const { range } = await allowed(request, 'register-readings')
        const { obis } = request.query
        return { items: range === undefined ? [] : await meterReadings(db, { ...range, obis }) }
      },
    })

    app.get('/shared-data/:id/csv', {
      config,
      schema: {
        tags,
        summary: 'Export as CSV',
        description:
          'Every interval a row, with its start and end in UTC and local time. Needs the scope interval-data.',
        params,
        querystring: sharedExportQuery,
        response: { 200: document('Every interval a row.', 'text/csv') },
      },
      handler: async (request, reply) => {
        const { shared, range } = await allowed(request, 'interval-data')
        const { endDevice, from, to } = request.query
        void reply.header('content-disposition', `attachment; filename="${endDevice}-${from}-${to}.csv"`)
        return reply.type('text/csv; charset=utf-8').send(await csvOf(db, shared.usagePoint, range))
      },
    })

    app.get('/shared-data/:id/green-button', {
      config,
      schema: {
        tags,
        summary: 'Export as Green Button',
        description: 'An Atom feed of ESPI (NAESB REQ.21). Needs the scope interval-data.',
        params,
        querystring: sharedExportQuery,
        response: { 200: document('An Atom feed.', 'application/atom+xml') },
      },
      handler: async (request, reply) => {
        const { shared, range } = await allowed(request, 'interval-data')
        const { endDevice, from, to } = request.query
        void reply.header('content-disposition', `attachment; filename="${endDevice}-${from}-${to}.xml"`)
        const feed = await greenButtonOf(db, shared.usagePoint, endDevice, range, momentOf(parts))
        return reply.type('application/atom+xml; charset=utf-8').send(feed)
      },
    })
  }
}
