import type { FastifyInstance } from 'fastify'

/** `/healthz`: the process answers. `/readyz`: it can also do its work, that is, the database answers. */
export function reportHealth(app: FastifyInstance, storeAnswers: () => Promise<boolean>): void {
  const options = { config: { access: 'anonymous' } } as const

  app.get('/healthz', options, async () => ({ status: 'ok' }))

  app.get('/readyz', options, async (_request, reply) => {
    const ready = await storeAnswers()
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable', database: ready })
  })
}
