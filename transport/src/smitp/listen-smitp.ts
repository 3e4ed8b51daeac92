import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { DecodeError, plainOctets } from '@ferraris/bytes'
import { encodeIpMessage, IpDeframer, type IpMessage } from '@ferraris/smitp/ip'
import { disciplines } from '@ferraris/smitp/mac'
import { type Seat, Seats } from '../listen/seats.ts'
import { SmitpAccess, type SmitpService } from './smitp-service.ts'
import { demandTls, type TlsIdentity } from './tls.ts'

interface SmitpListenerOptions {
  readonly service: SmitpService
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Demanded away from loopback; clients must then show a certificate that `ca` has signed. */
  readonly tls?: Required<TlsIdentity> | undefined
  /** What is served is secret and authentic by itself: it may be served without TLS. */
  readonly protectsItself?: boolean
  /** A connection beyond them takes the seat of a silent one, or is closed unheard. */
  readonly maxConnections: number
  /** A connection that sends nothing, or never finishes a message, is closed after this many milliseconds. */
  readonly idleTimeoutMs: number
}

/** How long a client may take to show its certificate. */
const handshakeTimeoutMs = 10_000

/** Longest LSDU of an answer: that of the longest discipline, so that a meter answers alike on every medium. */
const maxAnswer = disciplines.RA7.maxResponse

/** Serves a meter in SMITP over IP. Throws TransportError `tls-required`, or the system's error for the port. */
export async function listenSmitp(
  options: SmitpListenerOptions,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { host, port, tls } = options
  if (!options.protectsItself) demandTls(host, tls, `listening at ${host}`)
  const sockets = new Set<Socket>()
  const seats = new Seats(options.maxConnections, options.idleTimeoutMs)
  const onConnection = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    const seat = seats.take(socket)
    if (seat !== undefined) serve(socket, seat, options)
  }
  const server =
    tls === undefined
      ? createServer({ noDelay: true }, onConnection)
      : createTlsServer(
          {
            ...tls,
            requestCert: true,
            rejectUnauthorized: true,
            minVersion: 'TLSv1.3',
            noDelay: true,
            handshakeTimeout: handshakeTimeoutMs,
          },
          onConnection,
        )
  // Those in the middle of a handshake have no seat yet.
  server.maxConnections = 2 * options.maxConnections
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
  server.removeAllListeners('error')
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function serve(socket: Socket, seat: Seat, { service }: SmitpListenerOptions): void {
  const access = new SmitpAccess(service)
  const deframer = new IpDeframer()
  socket.on('error', () => socket.destroy())
  socket.on('drain', () => socket.resume())
  socket.on('data', octets => {
    if (service.supplied?.() === false) {
      socket.destroy()
      return
    }
    try {
      for (const message of deframer.push(plainOctets(octets))) {
        seat.heard()
        if (message.service === 'request') answer(message)
      }
    } catch (error) {
      socket.destroy()
      if (!(error instanceof DecodeError)) service.onFailure(error)
    }
  })

  /** A request for another meter, or one that this meter does not answer, gets a failure. */
  function answer(request: IpMessage): void {
    const { aca, source, destination, dsap, ecc } = request
    const found = aca === service.aca ? access.answerWhole(request, maxAnswer) : undefined
    const back = { aca, source: destination, destination: source }
    const octets = encodeIpMessage(
      found === undefined
        ? { ...back, service: 'failure', dsap, ecc, lsdu: new Uint8Array() }
        : { ...back, service: 'answer', dsap: found.dsap, ecc: found.ecc, lsdu: found.lsdu },
    )
    // A client that asks without reading the answers is not read until it does.
    if (!socket.write(octets)) socket.pause()
  }
}
