import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { invalidParameter } from '../server/errors.ts'
import {
  type IntervalBlock,
  intervalBlockQuery,
  intervalBlocks,
  type MeterReading,
  meterReadingQuery,
  meterReadings,
} from './schemas.ts'

/** A device's local days, first and last included. */
export interface DayRange {
  endDevice: string
  from: string
  to: string
}

/** What the routes need of the readings. */
export interface Readings {
  intervalBlocks(range: DayRange & { obis: string }): Promise<IntervalBlock[]>
  meterReadings(range: DayRange & { obis?: string }): Promise<MeterReading[]>
}

const longestRange = 400
const dayMilliseconds = 86_400_000

export const readingRoutes =
  (readings: Readings): FastifyPluginAsyncTypebox =>
  async app => {
    const config = { access: 'viewer' } as const
    const tags = ['readings']

    app.get('/interval-blocks', {
      config,
      schema: {
        tags,
        summary: 'Load profile',
        description: 'One item a local day.',
        querystring: intervalBlockQuery,
        response: { 200: intervalBlocks },
      },
      handler: async request => ({ items: await readings.intervalBlocks(bounded(request.query)) }),
    })

    app.get('/meter-readings', {
      config,
      schema: {
        tags,
        summary: 'Register readings',
        querystring: meterReadingQuery,
        response: { 200: meterReadings },
      },
      handler: async request => ({ items: await readings.meterReadings(bounded(request.query)) }),
    })
  }

/** Bounds what one answer can hold: 400 days of quarter-hours are 38,400 values. */
function bounded<R extends DayRange>(range: R): R {
  const days = (Date.parse(range.to) - Date.parse(range.from)) / dayMilliseconds + 1
  if (days < 1) throw invalidParameter('to', `must not be before from (${range.from})`)
  if (days > longestRange) {
    throw invalidParameter(
      'to',
      `must be at most ${longestRange} days after from; ask for parts of the range`,
    )
  }
  return range
}
