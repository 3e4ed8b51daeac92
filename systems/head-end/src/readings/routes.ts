import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { msPerDay } from '@ferraris/metering'
import type { QueryContext } from '@ferraris/service'
import { invalidParameter } from '@ferraris/service'
import type { Tables } from '../tables.ts'
import { intervalBlocks, meterReadings } from './queries.ts'
import { registerCompleteness } from './register-completeness.ts'
import {
  intervalBlockList,
  intervalBlockQuery,
  meterReadingList,
  meterReadingQuery,
  registerCompletenessList,
  registerCompletenessQuery,
} from './schemas.ts'

const longestRange = 400
export function readingRoutes({ db }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    const config = { access: 'viewer' } as const
    const tags = ['readings']

    app.get('/interval-blocks', {
      config,
      schema: {
        tags,
        summary: 'Load profile',
        description: 'One item a local day.',
        querystring: intervalBlockQuery,
        response: { 200: intervalBlockList },
      },
      handler: async request => ({ items: await intervalBlocks(db, bounded(request.query)) }),
    })

    app.get('/register-completeness', {
      config,
      schema: {
        tags,
        summary: 'How many meters have their registers of each midnight',
        description:
          'From the profiles of days and billing periods, and the registers that concentrators read as they were frozen.',
        querystring: registerCompletenessQuery,
        response: { 200: registerCompletenessList },
      },
      handler: async request => ({ items: await registerCompleteness(db, request.query) }),
    })

    app.get('/meter-readings', {
      config,
      schema: {
        tags,
        summary: 'Register readings',
        querystring: meterReadingQuery,
        response: { 200: meterReadingList },
      },
      handler: async request => ({ items: await meterReadings(db, bounded(request.query)) }),
    })
  }
}

/** Bounds what one answer can hold: 400 days of quarter-hours are 38,400 values. */
function bounded<R extends { from: string; to: string }>(range: R): R {
  const days = (Date.parse(range.to) - Date.parse(range.from)) / msPerDay + 1
  if (days < 1) throw invalidParameter('to', `must not be before from (${range.from})`)
  if (days > longestRange) {
    throw invalidParameter(
      'to',
      `must be at most ${longestRange - 1} days after from; ask for parts of the range`,
    )
  }
  return range
}
