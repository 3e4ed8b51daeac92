import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Principal } from '../people/principal.ts'
import { type Access, mayUse } from '../people/roles.ts'
import { Problem } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Least role for the route. Every route declares it: the server does not start otherwise. */
    readonly access?: Access
    /** The route's changes are not one transaction with its audit entry: it talks to a meter meanwhile. */
    readonly ownTransactions?: boolean
    /** Credentials that a message carries itself, where its request has no header: the name of a token and its text. Throws Problem. */
    readonly credentialsIn?: (body: unknown) => Credentials | undefined
  }
  interface FastifyRequest {
    principal: Principal | null
  }
  interface FastifyInstance {
    /** Every route with its access, in order of registration. */
    readonly accessTable: RouteAccess[]
  }
}

export interface Credentials {
  readonly name: string
  readonly token: string
}

/** Longest message that is read before its sender is known, octets. */
export const longestOfStranger = 65_536

interface RouteAccess {
  readonly method: string
  readonly url: string
  readonly access: Access
}

/** Finds the sender of a request by bearer token or session cookie; null when unknown. */
interface Authenticator {
  byToken(token: string): Promise<Principal | null>
  bySession(sessionId: string): Promise<Principal | null>
}

export const sessionCookie = 'ferraris_session'
const guardHeader = 'x-ferraris-request'

/** Admits a request to a route only when its sender's role is the route's or a stronger one. */
export function controlAccess(app: FastifyInstance, authenticator: Authenticator): void {
  app.decorate('accessTable', [])
  app.decorateRequest('principal', null)

  app.addHook('onRoute', route => {
    const access = route.config?.access
    if (!access) throw new Error(`route ${route.method} ${route.url} declares no access`)
    for (const method of [route.method].flat()) app.accessTable.push({ method, url: route.url, access })
  })

  app.addHook('onRequest', async request => {
    const { access, credentialsIn } = request.routeOptions.config
    if (request.is404 || !access || access === 'anonymous') return
    request.principal = await principalOf(request, authenticator)
    if (credentialsIn !== undefined && request.principal === null && mayBeRead(request)) return
    admit(request.principal, access)
  })

  app.addHook('preValidation', async request => {
    const { access, credentialsIn } = request.routeOptions.config
    if (request.principal !== null || credentialsIn === undefined) return
    if (access === undefined || access === 'anonymous') return
    const credentials = credentialsIn(request.body)
    const principal = credentials === undefined ? null : await authenticator.byToken(credentials.token)
    request.principal = principal?.name === credentials?.name ? principal : null
    admit(request.principal, access)
  })
}

function admit(principal: Principal | null, access: Exclude<Access, 'anonymous'>): void {
  if (principal === null) throw new Problem('not-signed-in', 'this needs a session or a token')
  if (mayUse(principal.role, access)) return
  throw new Problem('role-too-low', `this needs the role ${access}; yours is ${principal.role}`)
}

/** Only a short message is read for credentials, and only where no header has any. */
function mayBeRead({ headers }: FastifyRequest): boolean {
  const length = Number(headers['content-length'] ?? Number.NaN)
  return headers.authorization === undefined && length <= longestOfStranger
}

/** The sender of a request to a route that needs a sign-in. */
export function senderOf({ principal }: FastifyRequest): Principal {
  if (principal === null) throw new Problem('not-signed-in', 'this needs a session or a token')
  return principal
}

async function principalOf(request: FastifyRequest, authenticator: Authenticator): Promise<Principal | null> {
  const token = bearerToken(request.headers.authorization)
  if (token !== null) return authenticator.byToken(token)

  const sessionId = request.cookies[sessionCookie]
  if (!sessionId) return null
  // A page of another site can make a browser send the cookie, but cannot add this header without our consent (CORS).
  if (isUnsafe(request.method) && request.headers[guardHeader] !== '1') {
    throw new Problem(
      'request-header-missing',
      `a change under a session cookie needs the header ${guardHeader}: 1`,
    )
  }
  return authenticator.bySession(sessionId)
}

function bearerToken(authorization: string | undefined): string | null {
  const match = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? '')
  return match?.[1] ?? (authorization === undefined ? null : '')
}

function isUnsafe(method: string): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method)
}
