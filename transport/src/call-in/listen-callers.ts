import { createSocket } from 'node:dgram'
import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { plainOctets } from '@ferraris/bytes'
import { msPerHour } from '@ferraris/metering'
import { Seats } from '../listen/seats.ts'
import { startListening } from '../listen/start-listening.ts'
import { type HostAndPort, placeText } from '../media/tcp.ts'
import type { ClientCertificate } from '../mqtt/broker-place.ts'
import { TelegramStream } from '../push/telegram-stream.ts'
import { Caller, type CallerAudience } from './caller.ts'

interface CallersOptions {
  readonly audience: CallerAudience
  /** Connections at the same time, default 20,000. */
  readonly maxCallers?: number
  /** For `listenForCallers` over TLS: PEM texts. With `ca` callers must show a certificate that it has signed. */
  readonly tls?: ClientCertificate
}

const defaultCallers = 20_000
/** A connection that stays silent for so long is closed: most pushes come once a day at least. */
const idleTimeoutMs = 26 * msPerHour

/** A place where meters call in. */
export interface CallersService {
  readonly port: number
  close(): Promise<void>
}

/** Listens for connections that meters open. Throws the system's error when the port cannot be had. */
export async function listenForCallers(
  place: HostAndPort,
  { audience, maxCallers = defaultCallers, tls }: CallersOptions,
): Promise<CallersService> {
  const seats = new Seats(maxCallers, idleTimeoutMs)
  const onConnection = (socket: Socket): void => {
    const seat = seats.take(socket)
    if (seat === undefined) return
    const { remoteAddress: host = '', remotePort: port = 0 } = socket
    audience.onCalled?.(new Caller(socket, placeText({ host, port }), seat, audience))
  }
  const server =
    tls === undefined
      ? createServer({ noDelay: true }, onConnection)
      : createTlsServer(
          {
            ...tls,
            requestCert: tls.ca !== undefined,
            rejectUnauthorized: tls.ca !== undefined,
            minVersion: 'TLSv1.2',
          },
          onConnection,
        )
  return await startListening(server, place.host, place.port)
}

/** Told of the APDUs of datagrams; nothing is answered. */
export interface DatagramAudience {
  onTelegram(apdu: Uint8Array, from: string): void
  onNoise(length: number, from: string): void
}

/** Listens for pushes in datagrams, each a whole message. Throws the system's error when the port cannot be had. */
export async function listenForDatagrams(
  { host, port }: HostAndPort,
  audience: DatagramAudience,
): Promise<CallersService> {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', recvBufferSize: receiveBuffer })
  socket.on('message', (datagram, { address, port }) => {
    const from = placeText({ host: address, port })
    const stream = new TelegramStream()
    const telegrams = stream.push(plainOctets(datagram))
    const { telegrams: rest, noise } = stream.silence()
    for (const { apdu } of [...telegrams, ...rest]) audience.onTelegram(apdu, from)
    if (noise > 0) audience.onNoise(noise, from)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, host, () => {
      socket.removeListener('error', reject)
      resolve()
    })
  })
  socket.on('error', () => {})
  return {
    port: socket.address().port,
    close: () => new Promise(resolve => socket.close(() => resolve())),
  }
}

/** Datagrams of a storm wait here while others are read, octets; the system may give less. */
const receiveBuffer = 4 * 1024 * 1024
