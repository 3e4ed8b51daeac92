import type { Socket } from 'node:net'
import { plainOctets } from '@ferraris/bytes'
import type { OctetLine, OctetReceiver } from './octet-line.ts'

/** How long the last octets may take to leave, milliseconds. */
const patience = 2000

/** A TCP connection as a line: towards a meter that speaks HDLC there, or a serial port server. */
export class TcpLine implements OctetLine {
  readonly name: string
  readonly #socket: Socket
  #receiver: OctetReceiver | undefined
  #fault: Error | undefined

  constructor(socket: Socket, name: string) {
    this.name = name
    this.#socket = socket
    socket.on('data', octets => this.#receiver?.onOctets(plainOctets(octets)))
    socket.on('drain', () => socket.resume())
    socket.on('error', error => {
      this.#fault = error
    })
    socket.on('close', () => this.#receiver?.onClosed(this.#fault))
  }

  attach(receiver: OctetReceiver): void {
    this.#receiver = receiver
    if (this.#socket.destroyed) receiver.onClosed(this.#fault)
  }

  write(octets: Uint8Array): void {
    if (!this.#socket.write(octets)) this.#socket.pause()
  }

  close(): Promise<void> {
    this.#receiver = undefined
    // What has been written is still sent. A peer that takes nothing more is not waited for.
    if (!this.#socket.destroyed) {
      this.#socket.destroySoon()
      setTimeout(() => this.#socket.destroy(), patience).unref()
    }
    return Promise.resolve()
  }
}
