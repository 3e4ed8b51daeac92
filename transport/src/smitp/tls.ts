import { connect as connectSecure, type TLSSocket } from 'node:tls'
import type { LinkTerms } from '../apdu-link.ts'
import { isLoopbackHost } from '../loopback.ts'
import { connectTcp, type HostAndPort, placeText } from '../media/tcp.ts'
import type { ClientCertificate } from '../mqtt/broker-place.ts'
import { TransportError } from '../transport-error.ts'

/** PEM texts of our end of a TLS connection: certificate, key, and the authority of the other end. */
export type TlsIdentity = ClientCertificate

/** Away from this machine both ends authenticate. Throws TransportError `tls-required`. */
export function demandTls(host: string, tls: TlsIdentity | undefined, during: string): void {
  if (tls === undefined && !isLoopbackHost(host)) throw new TransportError('tls-required', during)
}

/** Connects and authenticates both ends. Throws TransportError, or the reason of the signal. */
export async function connectTls(place: HostAndPort, tls: TlsIdentity, terms: LinkTerms): Promise<TLSSocket> {
  const during = `securing the connection to ${placeText(place)}`
  const plain = await connectTcp(place, terms)
  return await new Promise((resolve, reject) => {
    const socket = connectSecure({ ...tls, socket: plain, host: place.host, minVersion: 'TLSv1.3' })
    const fail = (error: unknown) => {
      settled()
      socket.on('error', () => {}).destroy()
      reject(error)
    }
    const onAbort = () => fail(terms.signal?.reason)
    const onError = (error: Error) => fail(new TransportError('tls-refused', during, error))
    const timer = setTimeout(() => fail(new TransportError('timeout', during)), terms.timeoutMs)
    const settled = () => {
      clearTimeout(timer)
      socket.off('error', onError)
      terms.signal?.removeEventListener('abort', onAbort)
    }
    terms.signal?.addEventListener('abort', onAbort, { once: true })
    socket.once('error', onError)
    socket.once('secureConnect', () => {
      settled()
      resolve(socket)
    })
  })
}
