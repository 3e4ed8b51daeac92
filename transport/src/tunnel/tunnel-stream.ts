import type { Socket } from 'node:net'
import { DecodeError, plainOctets } from '@ferraris/bytes'
import { encodeIpMessage, IpDeframer, type IpMessage } from '@ferraris/smitp/ip'
import { aca } from '@ferraris/smitp/mac'

/** Both ends send at least so often, so that no NAT on the way drops the connection; milliseconds. */
const breath = 25_000
/** Silence of the other end after which it is taken for gone. */
const longestSilence = 3 * breath

/** A message without a request: spontaneous, of no meter, empty. */
const sign: IpMessage = {
  source: 0,
  destination: 0,
  service: 'spontaneous',
  dsap: 0,
  ecc: 'none',
  aca: aca('000000000000'),
  lsdu: new Uint8Array(),
}

/** SMITP/IP over one connection, kept alive; both ends of a tunnel are made of it. */
export class TunnelStream {
  readonly #socket: Socket
  readonly #deframer = new IpDeframer()
  readonly #onMessage: (message: IpMessage) => void
  readonly #alive: NodeJS.Timeout
  readonly #silence: NodeJS.Timeout

  /** Octets that cannot be SMITP/IP end the connection: nothing behind them can be trusted. */
  constructor(socket: Socket, onMessage: (message: IpMessage) => void) {
    this.#socket = socket
    this.#onMessage = onMessage
    this.#alive = setInterval(() => this.send(sign), breath)
    this.#silence = setTimeout(() => socket.destroy(), longestSilence)
    socket.once('close', () => {
      clearInterval(this.#alive)
      clearTimeout(this.#silence)
    })
  }

  receive(octets: Uint8Array): void {
    this.#silence.refresh()
    try {
      for (const message of this.#deframer.push(plainOctets(octets))) {
        if (message.service !== 'spontaneous') this.#onMessage(message)
      }
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      this.#socket.destroy()
    }
  }

  send(message: IpMessage): void {
    if (!this.#socket.destroyed) this.#socket.write(encodeIpMessage(message))
  }
}
