import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type QueryContext, ref } from '@ferraris/service'
import type { Tables } from '../../tables.ts'
import { brakes } from './schemas.ts'
import { brakesNow, setBrakes } from './settings.ts'

export function brakeRoutes({ db }: Pick<QueryContext<Tables>, 'db'>): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['approvals']

    app.get('/brakes', {
      config: { access: 'viewer' },
      schema: { tags, summary: 'Settings of the brakes', response: { 200: ref(brakes) } },
      handler: () => brakesNow(db),
    })

    app.put('/brakes', {
      config: { access: 'administrator' },
      schema: { tags, summary: 'Set the brakes', body: ref(brakes), response: { 200: ref(brakes) } },
      handler: request => setBrakes(db, request.body),
    })
  }
}
