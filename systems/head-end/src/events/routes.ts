import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Page } from '../database/page.ts'
import { type PageRequest, page } from '../server/resource.ts'
import { type EndDeviceEvent, endDeviceEvent, endDeviceEventQuery } from './schemas.ts'

/** What the routes need of the events. */
export interface Events {
  list(filter: PageRequest & { endDevice?: string; from?: string }): Promise<Page<EndDeviceEvent>>
}

export const eventRoutes =
  (events: Events): FastifyPluginAsyncTypebox =>
  async app => {
    app.get('/end-device-events', {
      config: { access: 'viewer' },
      schema: {
        tags: ['events'],
        summary: 'Events of the meters, newest first',
        querystring: endDeviceEventQuery,
        response: { 200: page(endDeviceEvent) },
      },
      handler: request => events.list(request.query),
    })
  }
