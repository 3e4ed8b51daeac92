import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Access } from '../people/roles.ts'

/** A registry with the figures of the process; features add theirs. */
export function openMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

/** `/metrics` in the Prometheus text format. */
export function exposeMetrics(app: FastifyInstance, registry: Registry, access: Access): void {
  app.get('/metrics', { config: { access } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}
