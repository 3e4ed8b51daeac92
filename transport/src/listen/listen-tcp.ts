import { createServer as createTcpServer, type Socket } from 'node:net'
import { DecodeError, plainOctets } from '@ferraris/bytes'
import { encodeWpdu, type Wpdu, WrapperDeframer } from '@ferraris/dlms/wrapper'
import { placeText } from '../media/tcp.ts'
import { TcpLine } from '../media/tcp-line.ts'
import { Associations, type DlmsService } from './dlms-service.ts'
import { HdlcStation } from './hdlc-station.ts'
import { type Listening, startListening } from './start-listening.ts'

interface DlmsListenerOptions extends DlmsService {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Default `wrapper`. */
  readonly framing?: 'wrapper' | 'hdlc'
  /** HDLC: the physical address; any, if absent. */
  readonly physical?: number
  /** More connections at once are closed unheard. */
  readonly maxConnections: number
  /** A connection that sends nothing, or never finishes a frame, is closed after this many milliseconds. */
  readonly idleTimeoutMs: number
}

/** A device that listens. */
export type DlmsListener = Listening

/**
 * Serves a device over TCP, in the wrapper (IEC 62056-4-7) or in HDLC, as behind a serial port server. Throws the
 * system's error when the port cannot be had.
 */
export async function listenDlms(options: DlmsListenerOptions): Promise<DlmsListener> {
  const server = createTcpServer({ noDelay: true }, socket => {
    if (options.framing === 'hdlc') serveHdlc(socket, options)
    else serveWrapper(socket, options)
  })
  server.maxConnections = options.maxConnections
  return await startListening(server, options.host, options.port)
}

/** Ends a connection that has been without a complete frame for too long: an octet a second is no conversation. */
function idleTimer(socket: Socket, { idleTimeoutMs }: DlmsListenerOptions): NodeJS.Timeout {
  const idle = setTimeout(() => socket.destroy(), idleTimeoutMs)
  socket.on('close', () => clearTimeout(idle))
  return idle
}

function serveHdlc(socket: Socket, options: DlmsListenerOptions): void {
  const { remoteAddress: host = '', remotePort: port = 0 } = socket
  const idle = idleTimer(socket, options)
  new HdlcStation(new TcpLine(socket, placeText({ host, port })), {
    service: options,
    physical: options.physical,
    onFrame: () => idle.refresh(),
  })
}

function serveWrapper(socket: Socket, options: DlmsListenerOptions): void {
  const deframer = new WrapperDeframer()
  let associations: Associations | undefined
  const idle = idleTimer(socket, options)
  socket.on('error', () => socket.destroy())
  socket.on('drain', () => socket.resume())
  socket.on('data', octets => {
    try {
      associations ??= new Associations(options)
      const frames = deframer.push(plainOctets(octets))
      if (frames.length > 0) idle.refresh()
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
