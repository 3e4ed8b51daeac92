import type { Server, Socket } from 'node:net'

/** A server that listens. */
export interface Listening {
  /** The one that was asked for, or the free one that was found. */
  readonly port: number
  /** Ends its connections, too. */
  close(): Promise<void>
}

/** Has a server of TCP or TLS listen. Throws the system's error when the port cannot be had. */
export async function startListening(server: Server, host: string, port: number): Promise<Listening> {
  const connections = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of connections) socket.destroy()
      }),
  }
}
