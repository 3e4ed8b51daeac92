import { readFile } from 'node:fs/promises'
import { type AddressInfo, createServer, isIP } from 'node:net'
import { createSecureContext } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import { StartError, type StartErrorCode } from '../start-error.ts'

interface Binding {
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  readonly tls: boolean
  /** Plain HTTP on an address that other machines can reach, on purpose. */
  readonly insecureHttp: boolean
}

/** Whether only this machine can reach the address. A name other than localhost may resolve to anything. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** Refuses a binding that would carry passwords over a network in the clear. Throws StartError. */
export function checkBinding({ host, tls, insecureHttp }: Binding): void {
  if (tls || insecureHttp || isLoopback(host)) return
  throw new StartError(
    'plain-http-refused',
    `${host} without TLS would show passwords and tokens to the network`,
  )
}

/**
 * Checks that the address is free before anything slow is started for it. Another process may still take it:
 * {@link listen} tells then. Throws StartError.
 */
export async function checkAddress({ host, port }: Pick<Binding, 'host' | 'port'>): Promise<void> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen({ host, port }, resolve)
    })
  } catch (error) {
    throw asStartError(error as NodeJS.ErrnoException, host, port)
  }
  await new Promise(resolve => probe.close(resolve))
}

/** Refuses what names no proxies: addresses, networks, or the words that stand for some. Throws StartError. */
export function checkProxies(text: string): void {
  const isPlace = (part: string) => {
    const [address = '', bits, more] = part.split('/')
    const most = isIP(address) === 6 ? 128 : 32
    const isPrefix = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most)
    return (isIP(address) !== 0 && isPrefix && more === undefined) || proxyWords.includes(part)
  }
  if (text.split(',').every(part => isPlace(part.trim()))) return
  throw new StartError('trust-proxy-unusable', `${JSON.stringify(text)} names no proxies`)
}

const proxyWords = ['loopback', 'linklocal', 'uniquelocal']

/** Listens and gives the address as a URL. Throws StartError. */
export async function listen(app: FastifyInstance, { host, port, tls }: Binding): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    throw asStartError(error as NodeJS.ErrnoException, host, port)
  }
  const bound = app.server.address() as AddressInfo
  // People open this address: the wildcard addresses are none.
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `${tls ? 'https' : 'http'}://${name}:${bound.port}`
}

const codes: Record<string, [StartErrorCode, (host: string, port: number) => string]> = {
  EADDRINUSE: ['port-in-use', (_host, port) => `port ${port} is in use`],
  EACCES: ['port-not-permitted', (_host, port) => `this user may not listen on port ${port}`],
  EADDRNOTAVAIL: ['address-unavailable', host => `this machine does not have the address ${host}`],
  ENOTFOUND: ['address-unavailable', host => `the address ${host} cannot be resolved`],
}

function asStartError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const [code, message] = codes[error.code ?? ''] ?? []
  return code && message ? new StartError(code, message(host, port), { cause: error }) : error
}

export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

/** Reads certificate and key, and checks that they are a pair. Throws StartError. */
export async function readTlsFiles(files: TlsFiles): Promise<{ cert: Buffer; key: Buffer }> {
  try {
    const [cert, key] = await Promise.all([readFile(files.cert), readFile(files.key)])
    createSecureContext({ cert, key })
    return { cert, key }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StartError('tls-unusable', `${files.cert} and ${files.key} cannot be used: ${reason}`, {
      cause,
    })
  }
}
