import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { plainOctets } from '@ferraris/bytes'
import { msPerHour } from '@ferraris/metering'
import { Seats } from '../listen/seats.ts'
import { startListening } from '../listen/start-listening.ts'
import { openSerial } from '../media/open-serial.ts'
import { type HostAndPort, placeText } from '../media/tcp.ts'
import { TransportError } from '../transport-error.ts'
import { datagramLoss } from './datagram-loss.ts'
import { LineReader, MessageReader, type PushAudience } from './line-reader.ts'
import { listenAtBroker } from './listen-mqtt.ts'
import type { PushKeys } from './push-keys.ts'
import type { PushPlace, PushService } from './push-place.ts'

interface PushListenerOptions {
  readonly keys: readonly PushKeys[]
  readonly audience: PushAudience
  /** TCP connections, UDP senders or topics that are heard at the same time, default 1000. */
  readonly maxSenders?: number
  /** The place is gone: a serial port unplugged for example. */
  readonly onGone: (error: Error) => void
}

const defaultSenders = 1000
/** A connection that stays silent for so long is closed: most pushes come once a day at least. */
const idleTimeoutMs = 26 * msPerHour

/** Room for a burst of datagrams while others are dealt with, octets; a system gives no more than it allows. */
const receiveOctets = 1 << 20

/** Listens for what meters push. Throws TransportError, MqttError or the system's error when the place cannot be had. */
export function listenForPushes(place: PushPlace, options: PushListenerOptions): Promise<PushService> {
  switch (place.medium) {
    case 'tcp':
      return listenAtTcp(place, options)
    case 'udp':
      return listenAtUdp(place, options)
    case 'serial':
      return listenAtSerial(place, options)
    case 'mqtt':
      return listenAtBroker(place, messageReader(options))
  }
}

function messageReader({ keys, audience, maxSenders }: PushListenerOptions): MessageReader {
  return new MessageReader(keys, audience, maxSenders ?? defaultSenders)
}

async function listenAtTcp(place: HostAndPort, options: PushListenerOptions): Promise<PushService> {
  const seats = new Seats(options.maxSenders ?? defaultSenders, idleTimeoutMs)
  const server = createServer(socket => {
    const seat = seats.take(socket)
    if (seat === undefined) return
    const { remoteAddress: host = '', remotePort: port = 0 } = socket
    const reader = new LineReader(options.keys, options.audience, placeText({ host, port }))
    socket.on('error', () => socket.destroy())
    socket.on('data', octets => {
      seat.heard()
      reader.push(plainOctets(octets))
    })
    socket.on('close', () => reader.end())
  })
  const { port, close } = await startListening(server, place.host, place.port)
  return { place: placeText({ host: place.host, port }), close }
}

async function listenAtUdp(place: HostAndPort, options: PushListenerOptions): Promise<PushService> {
  const reader = messageReader(options)
  const socket = createSocket(place.host.includes(':') ? 'udp6' : 'udp4')
  socket.on('message', (datagram, { address, port }) =>
    reader.take(plainOctets(datagram), placeText({ host: address, port })),
  )
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(place.port, place.host, () => {
      socket.removeListener('error', reject)
      resolve()
    })
  })
  socket.on('error', options.onGone)
  socket.setRecvBufferSize(receiveOctets)
  const { address, port } = socket.address()
  const lost = datagramLoss(address, port)
  return {
    place: placeText({ host: place.host, port }),
    close: () => new Promise(resolve => socket.close(() => resolve())),
    ...(lost && { lost }),
  }
}

async function listenAtSerial(
  place: Extract<PushPlace, { medium: 'serial' }>,
  { keys, audience, onGone }: PushListenerOptions,
): Promise<PushService> {
  const line = await openSerial(place)
  const reader = new LineReader(keys, audience, place.path)
  line.attach({
    onOctets: octets => reader.push(octets),
    onClosed: cause => {
      reader.end()
      onGone(new TransportError('closed', `listening at ${place.path}`, cause))
    },
  })
  return {
    place: place.path,
    async close() {
      reader.end()
      await line.close()
    },
  }
}
