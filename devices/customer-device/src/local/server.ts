import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { isLoopbackHost } from '@ferraris/transport'
import type { Registry } from 'prom-client'
import { WebSocketServer } from 'ws'
import { readJson } from './body.ts'
import { LocalError } from './local-error.ts'
import { deviceMetrics } from './metrics.ts'
import { pageFile } from './pages.ts'
import { answerLocal, type LocalContext } from './routes.ts'
import { Streams } from './streams.ts'

export interface LocalServerOptions extends LocalContext {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** PEM texts; demanded away from loopback. */
  readonly tls?: { readonly cert: string; readonly key: string }
}

export interface LocalServer {
  readonly port: number
  close(): Promise<void>
}

/** Browsers keep several connections each. */
const mostConnections = 64
const requestTimeoutMs = 10_000
const cookieName = 'ferraris-device'
const cookieForm = /(?:^|; )ferraris-device=([\w-]+)/
const streamPath = '/api/v1/stream'
const metricsPath = '/metrics'

/** Serves page, HTTP and WebSocket. Throws LocalError `bad-request` for another machine without TLS, the system's error when the port cannot be had. */
export async function openLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const { host, port, tls } = options
  if (tls === undefined && !isLoopbackHost(host))
    throw new LocalError('bad-request', `${host} is for other machines: give a certificate and its key`)
  const streams = new Streams(options.device)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 })
  const metrics = deviceMetrics(options.device)
  const server = newServer(tls, (request, response) => void serve({ ...options, metrics }, request, response))
  server.on('upgrade', (request, socket, head) => {
    // From here on the socket is ours alone: who breaks it off must not end the device.
    socket.on('error', () => socket.destroy())
    if (!mayStream(options, request)) return refuseUpgrade(socket)
    sockets.handleUpgrade(request, socket, head, webSocket =>
      streams.add(webSocket, () => isPaired(options, request)),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise(resolve => {
        streams.close()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function newServer(tls: LocalServerOptions['tls'], listener: RequestListener): Server {
  const limits = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    keepAliveTimeout: 5000,
  }
  const server =
    tls === undefined ? createServer(limits, listener) : createTlsServer({ ...limits, ...tls }, listener)
  server.maxConnections = mostConnections
  return server
}

async function serve(
  context: LocalServerOptions & { readonly metrics: Registry },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { pathname: path, searchParams: query } = addressOf(request)
    const file = request.method === 'GET' ? pageFile(path) : undefined
    if (file !== undefined) return sendPage(response, file)
    if (path !== metricsPath && !path.startsWith('/api/')) throw new LocalError('not-found', path)
    checkOrigin(request)
    const body = await readJson(request)
    if (request.method === 'POST' && path === '/api/v1/pairings') return pair(context, response, body)
    if (!isPaired(context, request)) throw new LocalError('unpaired')
    if (path === metricsPath) return await sendMetrics(response, context.metrics)
    sendJson(response, 200, answerLocal(context, { method: request.method ?? 'GET', path, query, body }))
  } catch (error) {
    sendError(response, error)
  }
}

/** Throws LocalError for what is no address. */
function addressOf({ url = '/' }: IncomingMessage): URL {
  const address = URL.parse(url, 'http://device')
  if (address === null) throw new LocalError('bad-request', 'the address cannot be read')
  return address
}

/** A page of another origin may send requests with this one's cookie, and must get nowhere. */
function checkOrigin({ headers }: IncomingMessage): void {
  const { origin, host } = headers
  if (origin === undefined) return
  if (!URL.canParse(origin) || new URL(origin).host !== host) throw new LocalError('foreign-origin')
}

function isPaired(context: LocalContext, request: IncomingMessage): boolean {
  const token = tokenOf(request)
  return token !== undefined && context.pairings.find(token) !== undefined
}

function tokenOf({ headers }: IncomingMessage): string | undefined {
  const [, bearer] = /^Bearer ([\w-]+)$/.exec(headers.authorization ?? '') ?? []
  const [, cookie] = cookieForm.exec(headers.cookie ?? '') ?? []
  return bearer ?? cookie
}

function mayStream(context: LocalContext, request: IncomingMessage): boolean {
  try {
    checkOrigin(request)
    return addressOf(request).pathname === streamPath && isPaired(context, request)
  } catch {
    return false
  }
}

/** Whole, not one way: else who never closes would keep one of the places of the page. */
function refuseUpgrade(socket: Duplex): void {
  socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n', () => socket.destroy())
}

function pair({ pairings, tls }: LocalServerOptions, response: ServerResponse, body: unknown): void {
  const { code, name } = (body ?? {}) as { code?: unknown; name?: unknown }
  if (typeof code !== 'string' || code.length > 20)
    throw new LocalError('bad-request', 'code: must be 8 digits')
  const called = typeof name === 'string' && name.length <= 60 ? name : 'unnamed'
  const result = pairings.pair(code, called)
  if (typeof result === 'string') throw new LocalError(result)
  const secure = tls === undefined ? '' : '; Secure'
  response.setHeader(
    'set-cookie',
    `${cookieName}=${result.token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000${secure}`,
  )
  sendJson(response, 201, result)
}

const safeHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'",
} as const

function sendPage(response: ServerResponse, { type, content }: { type: string; content: Buffer }): void {
  response.writeHead(200, { ...safeHeaders, 'content-type': type, 'cache-control': 'no-cache' }).end(content)
}

async function sendMetrics(response: ServerResponse, metrics: Registry): Promise<void> {
  const text = await metrics.metrics()
  const headers = { ...safeHeaders, 'content-type': metrics.contentType, 'cache-control': 'no-store' }
  response.writeHead(200, headers).end(text)
}

function sendJson(response: ServerResponse, status: number, document: unknown): void {
  const headers = {
    ...safeHeaders,
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  }
  response.writeHead(status, headers).end(JSON.stringify(document))
}

function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.end()
    return
  }
  if (!(error instanceof LocalError)) {
    const unknown = { code: 'unknown', detail: 'the device could not answer', remedy: 'see its log' }
    sendJson(response, 500, unknown)
    return
  }
  const { code, message, remedy } = error
  const status =
    code === 'unpaired'
      ? 401
      : code === 'not-found'
        ? 404
        : code === 'foreign-origin'
          ? 403
          : error.httpStatus
  sendJson(response, status, { code, detail: message, remedy })
}
