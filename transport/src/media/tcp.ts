import { connect, type Socket } from 'node:net'
import type { LinkTerms } from '../apdu-link.ts'
import { TransportError } from '../transport-error.ts'

/** Where something listens; IPv6 without brackets. */
export interface HostAndPort {
  readonly host: string
  readonly port: number
}

/** Host and port as people write them. */
export function placeText({ host, port }: HostAndPort): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Connects. Throws TransportError, or the reason of the signal. */
export function connectTcp(place: HostAndPort, { timeoutMs, signal }: LinkTerms): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const during = `connecting to ${placeText(place)}`
    const socket = connect({ host: place.host, port: place.port, noDelay: true })
    const settled = () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      signal?.removeEventListener('abort', onAbort)
    }
    const fail = (error: unknown) => {
      settled()
      // An error that comes after we have given up is passed over.
      socket.on('error', () => {}).destroy()
      reject(error)
    }
    const onAbort = () => fail(signal?.reason)
    const timer = setTimeout(() => fail(new TransportError('timeout', during)), timeoutMs)
    signal?.addEventListener('abort', onAbort, { once: true })
    socket.once('connect', () => {
      settled()
      resolve(socket)
    })
    socket.once('error', (error: NodeJS.ErrnoException) =>
      fail(new TransportError(error.code === 'ECONNREFUSED' ? 'refused' : 'unreachable', during, error)),
    )
  })
}
