import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import { page } from '@ferraris/service'
import type { Tables } from '../tables.ts'
import { listEndDeviceEvents, mostCounted } from './queries.ts'
import { endDeviceEvent, endDeviceEventQuery } from './schemas.ts'

export function eventRoutes({ db }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    app.get('/end-device-events', {
      config: { access: 'viewer' },
      schema: {
        tags: ['events'],
        summary: 'Events of the meters, newest first',
        description: `Of all events without a filter \`total\` is an estimate when there are more than ${mostCounted}.`,
        querystring: endDeviceEventQuery,
        response: { 200: page(endDeviceEvent) },
      },
      handler: request => listEndDeviceEvents(db, request.query),
    })
  }
}
