import type { Socket } from 'node:net'
import { DecodeError, plainOctets } from '@ferraris/bytes'
import { DlmsError } from '@ferraris/dlms'
import { encodeWpdu, WrapperDeframer } from '@ferraris/dlms/wrapper'
import type { ApduLink, ApduReceiver, LinkTerms } from '../apdu-link.ts'
import { connectTcp, type HostAndPort, placeText } from '../media/tcp.ts'
import { TransportError } from '../transport-error.ts'

/** The wrapper ports of both ends (IEC 62056-4-7): service access points of client and logical device. */
export interface WrapperPorts {
  readonly client: number
  /** 1 is the management logical device. */
  readonly server: number
}

/** Connects to a meter that speaks the TCP wrapper. */
export async function openWrapperTcp(place: HostAndPort & WrapperPorts, terms: LinkTerms): Promise<ApduLink> {
  return new WrapperTcpLink(await connectTcp(place, terms), placeText(place), place, terms.onFrame)
}

class WrapperTcpLink implements ApduLink {
  readonly peer: string
  readonly #socket: Socket
  readonly #ports: WrapperPorts
  readonly #onFrame: LinkTerms['onFrame']
  readonly #deframer = new WrapperDeframer()
  #receiver: ApduReceiver | undefined
  #gone: Error | 'closed' | undefined

  constructor(socket: Socket, peer: string, ports: WrapperPorts, onFrame: LinkTerms['onFrame']) {
    this.peer = peer
    this.#socket = socket
    this.#ports = ports
    this.#onFrame = onFrame
    socket.on('data', octets => this.#receive(plainOctets(octets)))
    socket.on('error', error => this.#break(error))
    socket.on('close', () => this.#break())
  }

  attach(receiver: ApduReceiver): void {
    this.#receiver = receiver
    if (this.#gone instanceof Error) receiver.onClosed(this.#gone)
  }

  send(apdu: Uint8Array): void {
    const octets = encodeWpdu({ source: this.#ports.client, destination: this.#ports.server, apdu })
    this.#onFrame?.({ direction: 'sent', octets })
    this.#socket.write(octets)
  }

  close(): Promise<void> {
    this.#gone ??= 'closed'
    this.#socket.destroy()
    return done
  }

  #receive(octets: Uint8Array): void {
    try {
      for (const { source, destination, apdu } of this.#deframer.push(octets)) {
        this.#onFrame?.({ direction: 'received', octets: encodeWpdu({ source, destination, apdu }) })
        // Frames for other ports share the connection; they are not ours to answer.
        if (source === this.#ports.server && destination === this.#ports.client) this.#receiver?.onApdu(apdu)
      }
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      this.#tell(new DlmsError('malformed-apdu', error.message, { cause: error }))
      this.#socket.destroy()
    }
  }

  /** Most connections end because we end them: an error is made only for the others. */
  #break(cause?: Error): void {
    if (this.#gone === undefined) this.#tell(new TransportError('closed', `waiting for ${this.peer}`, cause))
  }

  #tell(error: Error): void {
    if (this.#gone !== undefined) return
    this.#gone = error
    this.#receiver?.onClosed(error)
  }
}

const done = Promise.resolve()
