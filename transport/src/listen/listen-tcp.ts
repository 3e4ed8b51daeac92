import { createServer as createTcpServer, type Socket } from 'node:net'
import { DecodeError, plainOctets } from '@ferraris/bytes'
import { encodeWpdu, type Wpdu, WrapperDeframer } from '@ferraris/dlms/wrapper'
import { placeText } from '../media/tcp.ts'
import { TcpLine } from '../media/tcp-line.ts'
import { Associations, type DlmsService } from './dlms-service.ts'
import { HdlcStation } from './hdlc-station.ts'
import { type Seat, Seats } from './seats.ts'
import { type Listening, startListening } from './start-listening.ts'

interface DlmsListenerOptions extends DlmsService {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Default `wrapper`. */
  readonly framing?: 'wrapper' | 'hdlc'
  /** HDLC: the physical address; any, if absent. */
  readonly physical?: number
  /** A connection beyond them takes the seat of a silent one, or is closed unheard. */
  readonly maxConnections: number
  /** A connection that sends nothing, or never finishes a frame, is closed after this many milliseconds. */
  readonly idleTimeoutMs: number
}

/** A device that listens. */
export type DlmsListener = Listening

/**
 * Serves a device over TCP, in the wrapper (IEC 62056-4-7) or in HDLC, as behind a serial port server. While the device has no
 * supply, connections are closed unheard. Throws the
 * system's error when the port cannot be had.
 */
export async function listenDlms(options: DlmsListenerOptions): Promise<DlmsListener> {
  const seats = new Seats(options.maxConnections, options.idleTimeoutMs)
  const server = createTcpServer({ noDelay: true }, socket => {
    if (options.supplied?.() === false) return void socket.destroy()
    const seat = seats.take(socket)
    if (seat === undefined) return
    if (options.framing === 'hdlc') serveHdlc(socket, seat, options)
    else serveWrapper(socket, seat, options)
  })
  return await startListening(server, options.host, options.port)
}

function serveHdlc(socket: Socket, seat: Seat, options: DlmsListenerOptions): void {
  const { remoteAddress: host = '', remotePort: port = 0 } = socket
  new HdlcStation(new TcpLine(socket, placeText({ host, port })), {
    service: options,
    physical: options.physical,
    onFrame: () => seat.heard(),
  })
}

/** Serves a device in the wrapper over a connection that stands; either end may have opened it. */
export function serveWrapper(socket: Socket, seat: Seat, options: DlmsService): void {
  const deframer = new WrapperDeframer()
  let associations: Associations | undefined
  socket.on('error', () => socket.destroy())
  socket.on('drain', () => socket.resume())
  socket.on('data', octets => {
    if (options.supplied?.() === false) return void socket.destroy()
    try {
      associations ??= new Associations(options)
      const frames = deframer.push(plainOctets(octets))
      if (frames.length > 0) seat.heard()
      for (const { source, destination, apdu } of frames) {
        for (const answer of associations.answer(source, destination, apdu))
          send({ source: destination, destination: source, apdu: answer })
      }
    } catch (error) {
      socket.destroy()
      if (!(error instanceof DecodeError)) options.onFailure(error)
    }
  })

  /** A client that asks without reading the answers is not read until it does. */
  function send(wpdu: Wpdu): void {
    if (!socket.write(encodeWpdu(wpdu))) socket.pause()
  }
}
