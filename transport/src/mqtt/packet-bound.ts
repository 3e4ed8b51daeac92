import type { Duplex } from 'node:stream'
import { MqttError } from './mqtt-error.ts'
import { longestPayload } from './payload.ts'

/** Octets of a packet of a peer that is not yet known: CONNECT with name, credential and will has a few hundred. */
export const longestOfStranger = 1024
/** Octets of any other packet: the longest payload, and its topic. */
export const longestPacket = longestPayload + 1024

/** The Remaining Length has four octets at most (MQTT 3.1.1, 2.2.3). */
const mostLengthOctets = 4

/**
 * Ends a connection whose peer begins a packet that is longer than it may be. MQTT allows 256 MB, and the parsers of
 * broker and client gather a packet whole; they have no bound of their own.
 */
export class PacketBound {
  #most: number
  /** Octets of the present packet that are still to come. */
  #rest = 0
  /** Octets of the present fixed header that have come; 0 between packets. */
  #header = 0
  #length = 0

  private constructor(most: number) {
    this.#most = most
  }

  /** Watches a stream that the broker or client reads; at too long a packet it is destroyed with MqttError `packet-too-long`. */
  static on(stream: Duplex, most: number): PacketBound {
    const bound = new PacketBound(most)
    stream.on('data', (octets: Uint8Array) => {
      const length = bound.#excess(octets)
      if (length === undefined) return
      stream.destroy(
        new MqttError('packet-too-long', `a packet of ${length} octets; at most ${bound.#most} are taken`),
      )
    })
    return bound
  }

  /** Packets of up to so many octets from now on. */
  raise(most: number): void {
    this.#most = most
  }

  /** The announced length of a packet that is too long. */
  #excess(octets: Uint8Array): number | undefined {
    let at = 0
    while (at < octets.length) {
      const skipped = Math.min(this.#rest, octets.length - at)
      this.#rest -= skipped
      at += skipped
      const octet = octets[at]
      if (octet === undefined) return undefined
      at++
      if (this.#header++ === 0) continue
      this.#length += (octet & 0x7f) * 128 ** (this.#header - 2)
      if (this.#length > this.#most || this.#header - 1 > mostLengthOctets) return this.#length
      if (octet >= 0x80) continue
      this.#rest = this.#length
      this.#header = 0
      this.#length = 0
    }
    return undefined
  }
}
