import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { Access } from '../people/roles.ts'

/** `/metrics` in the Prometheus text format. */
export function exposeMetrics(app: FastifyInstance, registry: Registry, access: Access): void {
  app.get('/metrics', { config: { access } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}
