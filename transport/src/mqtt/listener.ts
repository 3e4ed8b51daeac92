import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { type Listening, startListening } from '../listen/start-listening.ts'
import { isLoopbackHost } from '../loopback.ts'
import type { ClientCertificate } from './broker-place.ts'
import { MqttError } from './mqtt-error.ts'

export interface ListenerOptions {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** PEM texts; demanded away from loopback. Clients must then show a certificate that `ca` has signed. */
  readonly tls?: Required<ClientCertificate>
  readonly onConnection: (socket: Socket, commonName: string | undefined) => void
}

/** Connections that concentrators make to us. */
export type Listener = Listening

/**
 * Listens for concentrators and hands their connections on; `commonName` is that of the certificate that the caller
 * proved to own. Throws {@link MqttError} `tls-required`, or the system's error when the port cannot be had.
 */
export async function listenForConcentrators({
  host,
  port,
  tls,
  onConnection,
}: ListenerOptions): Promise<Listener> {
  if (tls === undefined && !isLoopbackHost(host)) {
    throw new MqttError(
      'tls-required',
      `${host} is reached from other machines: give a certificate, its key and the authority of the concentrators`,
    )
  }
  const server =
    tls === undefined
      ? createServer({ noDelay: true }, socket => onConnection(socket, undefined))
      : createTlsServer(
          { ...tls, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2', noDelay: true },
          socket => onConnection(socket, commonNameOf(socket)),
        )
  return await startListening(server, host, port)
}

/** A certificate with several names proves none of them. */
function commonNameOf(socket: TLSSocket): string | undefined {
  const name = socket.getPeerCertificate().subject?.CN
  return typeof name === 'string' ? name : undefined
}
