import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ref } from '../server/resource.ts'
import { type Summary, summary } from './schemas.ts'

export type Summarize = () => Promise<Summary>

export const summaryRoutes =
  (summarize: Summarize): FastifyPluginAsyncTypebox =>
  async app => {
    app.get('/summary', {
      config: { access: 'viewer' },
      schema: { tags: ['summary'], summary: 'The whole system on one page', response: { 200: ref(summary) } },
      handler: summarize,
    })
  }
