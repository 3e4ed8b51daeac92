import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ref } from '@ferraris/service'
import { summary } from './schemas.ts'
import { type SummarySources, summarize } from './service.ts'

export function summaryRoutes(sources: SummarySources): FastifyPluginAsyncTypebox {
  return async app => {
    app.get('/summary', {
      config: { access: 'viewer' },
      schema: { tags: ['summary'], summary: 'The whole system on one page', response: { 200: ref(summary) } },
      handler: () => summarize(sources),
    })
  }
}
