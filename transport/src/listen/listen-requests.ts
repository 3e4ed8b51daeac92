import { createServer } from 'node:net'
import { concat, plainOctets } from '@ferraris/bytes'
import { Seats } from './seats.ts'
import { type Listening, startListening } from './start-listening.ts'

/** A protocol of requests, each of which is answered, over TCP. */
export interface RequestService {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly maxConnections: number
  /** A connection without a whole request for so long is closed, milliseconds. */
  readonly idleTimeoutMs: number
  /** Which machines may connect; any, if absent. */
  readonly admits?: (address: string) => boolean
  /** Octets that have come: the answers to the requests in them, and what is left of them. Undefined ends the connection. */
  serve(
    octets: Uint8Array,
  ): { readonly answers: readonly Uint8Array[]; readonly rest: Uint8Array } | undefined
}

/** Serves it. A client that asks without reading the answers is not read until it does. Throws the system's error when the port cannot be had. */
export async function listenForRequests(service: RequestService): Promise<Listening> {
  const seats = new Seats(service.maxConnections, service.idleTimeoutMs)
  const server = createServer({ noDelay: true }, socket => {
    if (service.admits?.(addressOf(socket.remoteAddress)) === false) {
      socket.destroy()
      return
    }
    const seat = seats.take(socket)
    if (seat === undefined) return
    let pending = new Uint8Array()
    socket.on('error', () => socket.destroy())
    socket.on('drain', () => socket.resume())
    socket.on('data', octets => {
      const served = service.serve(concat(pending, plainOctets(octets)))
      if (served === undefined) {
        socket.destroy()
        return
      }
      pending = served.rest.slice()
      if (served.answers.length === 0) return
      seat.heard()
      if (!socket.write(concat(...served.answers))) socket.pause()
    })
  })
  return await startListening(server, service.host, service.port)
}

/** An IPv4 address as people write it, also where the socket is one of IPv6. */
function addressOf(address = ''): string {
  return address.replace(/^::ffff:/, '')
}
