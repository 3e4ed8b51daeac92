import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '../server/query-context.ts'
import { page } from '../server/resource.ts'
import { listEndDeviceEvents } from './queries.ts'
import { endDeviceEvent, endDeviceEventQuery } from './schemas.ts'

export function eventRoutes({ db }: QueryContext): FastifyPluginAsyncTypebox {
  return async app => {
    app.get('/end-device-events', {
      config: { access: 'viewer' },
      schema: {
        tags: ['events'],
        summary: 'Events of the meters, newest first',
        querystring: endDeviceEventQuery,
        response: { 200: page(endDeviceEvent) },
      },
      handler: request => listEndDeviceEvents(db, request.query),
    })
  }
}
