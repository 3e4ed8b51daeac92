import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { untilNoConflict } from '../database/conflict.ts'
import { RequestTransaction } from '../database/request-transaction.ts'
import type { AuditLog } from './audit-log.ts'
import type { AuditRule, AuditRules } from './audit-rule.ts'
import type { AuditEvent } from './entry.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request changes, until its entry in the audit log is there, too. */
    transaction: RequestTransaction | null
    /** Its answer is on the way: it cannot be done again. */
    isAnswered: boolean
  }
}

interface AuditParts {
  readonly audit: AuditLog
  readonly pool: Pool
}

/**
 * Writes every change asked for by a known person or program, and every sign-in, into the audit log before the reply, in one
 * transaction with the change: there is none without the other, whenever the process ends. Malformed requests are not
 * logged; what `rules` does not have is logged by its method and path.
 */
export function auditRequests(app: FastifyInstance, rules: AuditRules, parts: () => AuditParts): void {
  app.decorateRequest('transaction', null)
  app.decorateRequest('isAnswered', false)

  app.addHook('onRoute', route => {
    const { handler, config, method } = route
    if (config?.ownTransactions || ![method].flat().some(isChange) || !route.url.startsWith(prefix)) return
    route.handler = function (request, reply) {
      const { pool } = parts()
      return untilNoConflict(pool, async () => {
        const transaction = new RequestTransaction(pool)
        // Of one that is done again nothing stays.
        await request.transaction?.rollback()
        request.transaction = transaction
        const result = await transaction.run(() => handler.call(this, request, reply))
        if (!request.isAnswered) transaction.throwConflict()
        return result
      })
    }
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const outcome = outcomeOf(reply.statusCode)
    const route = changeOf(request)
    const event =
      outcome === undefined || route === undefined
        ? undefined
        : eventOf(request, route, rules[route] ?? { action: route }, outcome)
    const { audit } = parts()
    const { transaction } = request
    request.isAnswered = true
    if (transaction === null || outcome !== 'done') {
      await transaction?.rollback()
      if (event !== undefined) await audit.append(event)
      return payload
    }
    try {
      transaction.throwConflict()
      if (event !== undefined) await transaction.run(() => audit.append(event))
      for (const work of await transaction.commit()) {
        await work().catch(error => request.log.error({ err: error }, 'after a change that is committed'))
      }
    } finally {
      await transaction.rollback()
    }
    return payload
  })
}

const prefix = '/api/v1'

/** Method and path of a change to what the REST interface shows, `POST /users`. */
function changeOf({ method, routeOptions: { url } }: FastifyRequest): string | undefined {
  if (url === undefined || !isChange(method)) return undefined
  return url.startsWith(prefix) ? `${method} ${url.slice(prefix.length)}` : undefined
}

function isChange(method: string): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method)
}

function outcomeOf(status: number): AuditEvent['outcome'] | undefined {
  if (status < 300) return 'done'
  if (status === 401 || status === 403) return 'refused'
  return status >= 500 ? 'failed' : undefined
}

function eventOf(
  request: FastifyRequest,
  route: string,
  rule: AuditRule,
  outcome: AuditEvent['outcome'],
): AuditEvent | undefined {
  const actor = actorOf(request, route)
  if (actor === undefined) return undefined
  const params = Object.values((request.params ?? {}) as Record<string, string>).join(' ')
  const detail = detailOf(rule, request)
  return {
    ...actor,
    address: request.ip,
    action: rule.action,
    subject: params || (subjectIn(request.body) ?? subjectIn(request.query)),
    outcome,
    detail: detail === undefined ? null : JSON.stringify(detail),
  }
}

/** The person or program that asks; at a sign-in, the name that was tried. */
function actorOf(
  request: FastifyRequest,
  route: string,
): Pick<AuditEvent, 'actor' | 'actorKind'> | undefined {
  const { principal } = request
  if (principal !== null) {
    return { actor: principal.name, actorKind: principal.kind === 'token' ? 'token' : 'person' }
  }
  if (route !== 'POST /session') return undefined
  const { username } = (request.body ?? {}) as { username?: string }
  return username === undefined ? undefined : { actor: username, actorKind: 'person' }
}

/** What a request without parameters in its path is about. */
function subjectIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null
  const { serial, endDevice, name, id, username } = body as Record<string, unknown>
  const subject = serial ?? endDevice ?? name ?? id ?? username
  return typeof subject === 'string' ? subject : null
}

function detailOf(
  { recorded = [], asked = [], detail }: AuditRule,
  request: FastifyRequest,
): object | undefined {
  const { body } = request
  if (detail !== undefined && isObject(body)) return detail(body as never)
  const members = [...membersOf(body, recorded), ...membersOf(request.query, asked)]
  return members.length === 0 ? undefined : Object.fromEntries(members)
}

function membersOf(value: unknown, names: readonly string[]): [string, unknown][] {
  if (!isObject(value)) return []
  return names.filter(name => name in value).map(name => [name, value[name]])
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
