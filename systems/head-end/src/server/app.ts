import { randomBytes } from 'node:crypto'
import type { ServerOptions } from 'node:https'
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { Registry } from 'prom-client'
import { Type } from 'typebox'
import type { AuditLog } from '../audit/audit-log.ts'
import { auditRequests } from '../audit/audited-requests.ts'
import { auditRoutes } from '../audit/routes.ts'
import { auditResources } from '../audit/schemas.ts'
import { eventRoutes } from '../events/routes.ts'
import { eventResources } from '../events/schemas.ts'
import { firmwareRoutes } from '../firmware/routes.ts'
import { firmwareResources } from '../firmware/schemas.ts'
import { quirkResources, quirkRoutes } from '../inventory/quirk-routes.ts'
import { inventoryRoutes } from '../inventory/routes.ts'
import { inventoryResources } from '../inventory/schemas.ts'
import { type NetworkServices, networkRoutes } from '../network/routes.ts'
import { networkResources } from '../network/schemas.ts'
import type { OnDemandReader } from '../on-demand/reader.ts'
import { onDemandRoutes } from '../on-demand/routes.ts'
import { onDemandResources } from '../on-demand/schemas.ts'
import type { People } from '../people/people.ts'
import { sessionRoutes, tokenRoutes, userRoutes } from '../people/routes.ts'
import { peopleResources } from '../people/schemas.ts'
import { readingRoutes } from '../readings/routes.ts'
import { readingResources } from '../readings/schemas.ts'
import { scheduleRoutes } from '../schedules/routes.ts'
import { scheduleResources } from '../schedules/schemas.ts'
import { type SimulationServices, simulationRoutes } from '../simulation/routes.ts'
import { simulationResources } from '../simulation/schemas.ts'
import { summaryRoutes } from '../summary/routes.ts'
import { summaryResources } from '../summary/schemas.ts'
import type { SummarySources } from '../summary/service.ts'
import { workOrderRoutes } from '../work-orders/routes.ts'
import { workOrderResources } from '../work-orders/schemas.ts'
import type { WorkOrders } from '../work-orders/work-orders.ts'
import { controlAccess } from './access.ts'
import { serveConsole } from './console.ts'
import { reportHealth } from './health.ts'
import type { Logger } from './log.ts'
import { exposeMetrics } from './metrics-route.ts'
import { describeApi } from './openapi.ts'
import { replyWithProblems } from './problem-replies.ts'
import { logRequests } from './request-log.ts'
import { secureHeaders } from './security-headers.ts'

/** What the HTTP side needs of the rest of the head-end. */
export interface Services extends SummarySources, NetworkServices, SimulationServices {
  readonly people: People
  readonly audit: AuditLog
  readonly onDemand: OnDemandReader
  readonly workOrders: WorkOrders
}

export interface AppOptions {
  readonly log?: Logger
  /** Certificate and key; without them the app speaks plain HTTP. */
  readonly tls?: Pick<ServerOptions, 'cert' | 'key'>
  /** Addresses of proxies whose `X-Forwarded-` headers are believed, as `proxy-addr` takes them; none without this. */
  readonly trustProxy?: string
  /** Folder of the built console. */
  readonly console?: string
  readonly metrics: Registry
  /** Whether anybody may read `/metrics`; otherwise a viewer's token is needed. */
  readonly publicMetrics: boolean
}

/** Puts the HTTP side together: fences first, then the resources of each feature under `/api/v1`. */
export async function createApp(services: Services, options: AppOptions): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    ...(options.log ? { loggerInstance: options.log as FastifyBaseLogger } : { logger: false }),
    ...(options.tls && { https: options.tls }),
    ...(options.trustProxy !== undefined && { trustProxy: options.trustProxy }),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(8).toString('hex'),
    bodyLimit: 64 * 1024,
    requestTimeout: 30_000,
    // Fastify's defaults would drop unknown members silently and turn a scalar into an array. `verbose` hands a
    // failed check its schema, whose description then tells what is allowed.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true, verbose: true } },
  })

  // JSON alone: a page of another site can post plain text and forms without asking first, but not JSON.
  app.removeContentTypeParser('text/plain')
  replyWithProblems(app)
  logRequests(app)
  secureHeaders(app, overTls(options))
  await app.register(cookie)
  await app.register(rateLimit, { global: false })
  controlAccess(app, {
    byToken: token => services.people.tokens.find(token),
    bySession: id => services.people.sessions.find(id),
  })
  auditRequests(app, () => services.audit)
  await describeApi(app)

  for (const schema of resources) app.addSchema(schema)
  await app.register(api(services, options), { prefix: '/api/v1' })

  reportHealth(app, services)
  exposeMetrics(app, options.metrics, options.publicMetrics ? 'anonymous' : 'viewer')
  await serveConsole(app, options.console)
  return app
}

/** Whether a request left its sender over TLS: to us, or to a proxy that is trusted to say so. */
function overTls({ tls }: AppOptions) {
  return ({ protocol }: FastifyRequest): boolean => tls !== undefined || protocol === 'https'
}

const resources = [
  ...peopleResources,
  ...summaryResources,
  ...scheduleResources,
  ...inventoryResources,
  ...quirkResources,
  ...readingResources,
  ...eventResources,
  ...onDemandResources,
  ...networkResources,
  ...firmwareResources,
  ...workOrderResources,
  ...simulationResources,
  ...auditResources,
]

function api(services: Services, options: AppOptions) {
  return async (scope: FastifyInstance) => {
    const app = scope.withTypeProvider<TypeBoxTypeProvider>()
    app.register(sessionRoutes(services.people, overTls(options)))
    app.register(summaryRoutes(services))
    app.register(inventoryRoutes(services))
    app.register(quirkRoutes(services))
    app.register(readingRoutes(services))
    app.register(eventRoutes(services))
    app.register(onDemandRoutes(services.onDemand))
    app.register(networkRoutes(services))
    app.register(firmwareRoutes(services))
    app.register(workOrderRoutes(services))
    app.register(simulationRoutes(services))
    app.register(scheduleRoutes(services))
    app.register(userRoutes(services.people))
    app.register(tokenRoutes(services.people))
    app.register(auditRoutes(services.audit))

    app.get(
      '/openapi.json',
      {
        config: { access: 'anonymous' },
        schema: {
          tags: ['api'],
          summary: 'This description',
          response: {
            200: Type.Unsafe<object>({
              type: 'object',
              additionalProperties: true,
              description: 'OpenAPI 3.1.',
            }),
          },
        },
      },
      async () => scope.swagger(),
    )
  }
}
