import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { DecodeError, plainOctets } from '@ferraris/bytes'
import {
  createServer,
  encodeWpdu,
  type ServerEvent,
  type ServerSettings,
  type ServerState,
  stepServer,
  type Wpdu,
  WrapperDeframer,
} from '@ferraris/dlms'

export interface DlmsListenerOptions {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Wrapper port of the logical device that is served. */
  readonly server: number
  readonly settings: ServerSettings
  /** More connections at once are closed unheard. */
  readonly maxConnections: number
  /** A connection that says nothing, or never finishes a frame, is closed after this many milliseconds. */
  readonly idleTimeout: number
  readonly onEvent?: (event: ServerEvent, client: number) => void
  /** Hears of a device that could not answer, a full disk for example: only the connection that asked it ends. */
  readonly onFailure: (error: unknown) => void
}

/** A logical device that listens. */
export interface DlmsListener {
  readonly port: number
  close(): Promise<void>
}

/** Serves one logical device over TCP (IEC 62056-4-7). Throws the system's error when the port cannot be had. */
export async function listenDlms(options: DlmsListenerOptions): Promise<DlmsListener> {
  const connections = new Set<Socket>()
  const server = createTcpServer({ noDelay: true }, socket => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
    serve(socket, options)
  })
  server.maxConnections = options.maxConnections
  await listen(server, options.host, options.port)
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of connections) socket.destroy()
      }),
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
}

/** The shell of the server machine: one state for each client address that speaks on this connection. */
function serve(socket: Socket, options: DlmsListenerOptions): void {
  let deframer: WrapperDeframer | undefined
  const states = new Map<number, ServerState>()
  // Counts from the last complete frame, not from the last octet: an octet a second is no conversation.
  const idle = setTimeout(() => socket.destroy(), options.idleTimeout)
  socket.on('close', () => clearTimeout(idle))
  socket.on('error', () => socket.destroy())
  socket.on('drain', () => socket.resume())
  socket.on('data', octets => {
    try {
      deframer ??= new WrapperDeframer(options.settings.maxReceivePduSize || 0xffff)
      const frames = deframer.push(plainOctets(octets))
      if (frames.length > 0) idle.refresh()
      for (const frame of frames) if (frame.destination === options.server) answer(frame)
    } catch (error) {
      socket.destroy()
      if (!(error instanceof DecodeError)) options.onFailure(error)
    }
  })

  function answer({ source, destination, apdu }: Wpdu): void {
    const { settings } = options
    const known = states.get(source)
    const [state, outputs] = stepServer(settings, known ?? createServer(source), apdu)
    // Only clients that the device knows are remembered: strangers cost nothing.
    if (settings.associations.has(source)) states.set(source, state)
    for (const output of outputs) {
      if (output.kind === 'send') send({ source: destination, destination: source, apdu: output.apdu })
      else options.onEvent?.(output.event, source)
    }
  }

  /** Who asks without listening to the answers is not heard until it does. */
  function send(wpdu: Wpdu): void {
    if (!socket.write(encodeWpdu(wpdu))) socket.pause()
  }
}
