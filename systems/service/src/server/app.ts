import { randomBytes } from 'node:crypto'
import type { ServerOptions } from 'node:https'
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Registry } from 'prom-client'
import { Type } from 'typebox'
import type { AuditRules } from '../audit/audit-rule.ts'
import { auditRequests } from '../audit/audited-requests.ts'
import type { Feature } from '../feature.ts'
import type { Kit } from '../kit.ts'
import { kitFeatures } from '../kit-features.ts'
import type { Logger } from '../log.ts'
import { controlAccess } from './access.ts'
import { serveConsole } from './console.ts'
import { reportHealth } from './health.ts'
import { refuseInfinity } from './input/finite-numbers.ts'
import { refuseLeapSeconds } from './input/moments.ts'
import { refuseIllFormedText } from './input/well-formed-text.ts'
import { lazyCompilers } from './lazy-schemas.ts'
import { exposeMetrics } from './metrics.ts'
import { type ApiInfo, describeApi } from './openapi.ts'
import { replyWithProblems } from './problem-replies.ts'
import { logRequests } from './request-log.ts'
import { secureHeaders } from './security-headers.ts'

export interface AppOptions {
  /** What the description of the REST interface says of it. */
  readonly api: ApiInfo
  readonly log?: Logger
  /** Certificate and key; without them the app speaks plain HTTP. */
  readonly tls?: Pick<ServerOptions, 'cert' | 'key'>
  /** Addresses of proxies trusted for `X-Forwarded-` headers, as `proxy-addr` takes them; none without this. */
  readonly trustProxy?: string
  /** Folder of the built console. */
  readonly console?: string
  /** The page of it that is this service's; default `index.html`. */
  readonly page?: string
  readonly metrics: Registry
  /** Whether `/metrics` is public; otherwise it needs a viewer's token. */
  readonly publicMetrics: boolean
  /** The schemas of all routes are compiled before the first request, so that a wrong one shows itself. */
  readonly eagerSchemas?: boolean
}

/**
 * Puts the HTTP side together: fences first, then the resources of people, audit log and each feature under `/api/v1`.
 * Only a request makes a route ask its parts.
 */
export async function createApp<P extends Kit>(
  features: readonly Feature<P>[],
  parts: P,
  options: AppOptions,
): Promise<FastifyInstance> {
  const all = [...kitFeatures, ...features]
  const app: FastifyInstance = fastify({
    ...(options.log ? { loggerInstance: options.log as FastifyBaseLogger } : { logger: false }),
    ...(options.tls && { https: options.tls }),
    ...(options.trustProxy !== undefined && { trustProxy: options.trustProxy }),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(8).toString('hex'),
    bodyLimit: 64 * 1024,
    requestTimeout: 30_000,
    // Fastify's defaults would drop unknown members silently and turn a scalar into an array. `verbose` hands a
    // failed check its schema; the description in it tells what is allowed.
    ajv: {
      customOptions: { removeAdditional: false, coerceTypes: true, verbose: true },
      onCreate: refuseLeapSeconds,
    },
    ...(!options.eagerSchemas && { schemaController: { compilersFactory: lazyCompilers() } }),
  })

  // JSON alone: a page of another site can post plain text and forms without asking first, but not JSON.
  app.removeContentTypeParser('text/plain')
  takeEmptyJson(app)
  replyWithProblems(app)
  logRequests(app)
  secureHeaders(app, options.tls !== undefined)
  await app.register(cookie)
  await app.register(rateLimit, { global: false })
  controlAccess(app, {
    byToken: token => parts.people.tokens.find(token),
    bySession: id => parts.people.sessions.find(id),
  })
  auditRequests(app, auditRulesOf(all), () => parts)
  refuseIllFormedText(app)
  refuseInfinity(app)
  await describeApi(app, options.api)

  for (const { resources = [] } of all) for (const schema of resources) app.addSchema(schema)
  await app.register(api(all, parts), { prefix: '/api/v1' })

  reportHealth(app, parts)
  exposeMetrics(app, options.metrics, options.publicMetrics ? 'anonymous' : 'viewer')
  await serveConsole(app, options.console, options.page)
  return app
}

/** Clients name the type of a body on a DELETE that has none; where one is needed, its schema says so. */
function takeEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, body, done)
  })
}

function auditRulesOf(features: readonly Pick<Feature, 'audited'>[]): AuditRules {
  return Object.assign({}, ...features.map(({ audited }) => audited))
}

function api<P>(features: readonly Feature<P>[], parts: P) {
  return async (scope: FastifyInstance) => {
    const app = scope.withTypeProvider<TypeBoxTypeProvider>()
    for (const { routes } of features) if (routes !== undefined) app.register(routes(parts))

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
