import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AuditLog } from './audit-log.ts'
import type { AuditEvent } from './entry.ts'

/** How a request is told in the audit log. */
interface Telling {
  readonly action: string
  /** Members of the body that may be told: none of them is a secret. */
  readonly told?: readonly string[]
  /** What else of the body is told. */
  readonly detail?: (body: never) => object
}

/** Requests under the names that people look for; what is not here is told by its method and path. */
const tellings: Record<string, Telling> = {
  'POST /session': { action: 'signed-in' },
  'DELETE /session': { action: 'signed-out' },
  'POST /session/password': { action: 'own-password.changed' },
  'POST /users': { action: 'user.created', told: ['username', 'role'] },
  'DELETE /users/:username': { action: 'user.deleted' },
  'POST /users/:username/password': { action: 'user.password-set' },
  'POST /tokens': { action: 'token.issued', told: ['name', 'role'] },
  'DELETE /tokens/:name': { action: 'token.revoked' },
  'POST /end-devices': { action: 'end-devices.enrolled', detail: enrolled },
  'DELETE /end-devices/:serial': { action: 'end-device.removed' },
  'POST /end-devices/:serial/readings': { action: 'end-device.read' },
  'PUT /meter-read-schedules/:id': { action: 'schedule.changed', told: ['name', 'everyMinutes', 'enabled'] },
  'PUT /model-quirks/:model': {
    action: 'model-quirks.changed',
    told: ['noLists', 'noRanges', 'rangeAsDateTime', 'deviation', 'clockZone'],
  },
  'DELETE /model-quirks/:model': { action: 'model-quirks.removed' },
  'POST /concentrators': { action: 'concentrator.enrolled', told: ['id', 'substation'] },
  'DELETE /concentrators/:id': { action: 'concentrator.removed' },
  'POST /commissioning/:aca/accept': { action: 'meter.adopted', detail: adopted },
  'POST /commissioning/:aca/refuse': { action: 'meter.refused' },
  'POST /end-device-controls': {
    action: 'control.ordered',
    told: ['id', 'kind', 'endDevice', 'concentrator', 'connected', 'watts', 'notBefore', 'expires'],
  },
  'POST /work-orders': { action: 'work-order.issued', told: ['endDevice', 'notBefore', 'notAfter'] },
  'POST /work-orders/:id/results': { action: 'work-order.results-taken' },
  'POST /firmware-images': { action: 'firmware.stored' },
  'DELETE /firmware-images/:sha256': { action: 'firmware.removed' },
  'PUT /simulation/faults/:kind': { action: 'simulation.fault-set', told: ['target'] },
  'DELETE /simulation/faults/:kind': { action: 'simulation.fault-ended' },
}

interface ToldDevice {
  readonly serial: string
  readonly uri?: string
  readonly keys?: readonly { readonly client: number }[]
  readonly lineKeys?: object
}

/** Whose keys came, never the keys. */
function enrolled(body: ToldDevice | readonly ToldDevice[]): object {
  const devices = [body].flat() as ToldDevice[]
  return {
    endDevices: devices.map(({ serial, uri, keys = [], lineKeys }) => ({
      serial,
      uri,
      keysOfClients: keys.map(({ client }) => client),
      ...(lineKeys !== undefined && { lineKeys: true }),
    })),
  }
}

function adopted({ serial, lineKeys }: Partial<ToldDevice>): object {
  return { ...(serial !== undefined && { serial }), lineKeys: lineKeys !== undefined }
}

/**
 * Writes every change that somebody known asks for into the audit log, and every sign-in, before its answer goes out: a
 * change that cannot be told of is answered with an error. Requests that are wrong in themselves are not told.
 */
export function auditRequests(app: FastifyInstance, log: () => AuditLog): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const outcome = outcomeOf(reply.statusCode)
    if (outcome !== undefined && isChange(request)) {
      const event = eventOf(request, outcome)
      if (event !== undefined) await log().append(event)
    }
    return payload
  })
}

const prefix = '/api/v1'

function isChange(request: FastifyRequest): boolean {
  return (
    !['GET', 'HEAD', 'OPTIONS'].includes(request.method) &&
    request.routeOptions.url?.startsWith(prefix) === true
  )
}

function outcomeOf(status: number): AuditEvent['outcome'] | undefined {
  if (status < 300) return 'done'
  if (status === 401 || status === 403) return 'refused'
  return status >= 500 ? 'failed' : undefined
}

function eventOf(request: FastifyRequest, outcome: AuditEvent['outcome']): AuditEvent | undefined {
  const route = `${request.method} ${request.routeOptions.url!.slice(prefix.length)}`
  const actor = actorOf(request, route)
  if (actor === undefined) return undefined
  const telling = tellings[route] ?? { action: route }
  const params = Object.values((request.params ?? {}) as Record<string, string>).join(' ')
  const detail = detailOf(telling, request.body)
  return {
    ...actor,
    address: request.ip,
    action: telling.action,
    subject: params || subjectIn(request.body),
    outcome,
    detail: detail === undefined ? null : JSON.stringify(detail),
  }
}

/** Who asks; nobody is known at a sign-in but by the name that was tried. */
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

function detailOf({ told = [], detail }: Telling, body: unknown): object | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  if (detail !== undefined) return detail(body as never)
  const members = told
    .filter(name => name in body)
    .map(name => [name, (body as Record<string, unknown>)[name]])
  return members.length === 0 ? undefined : Object.fromEntries(members)
}
