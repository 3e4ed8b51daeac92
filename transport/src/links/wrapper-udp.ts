import { createSocket, type Socket } from 'node:dgram'
import { DecodeError, plainOctets } from '@ferraris/bytes'
import { encodeWpdu, WrapperDeframer } from '@ferraris/dlms/wrapper'
import type { ApduLink, ApduReceiver, LinkTerms } from '../apdu-link.ts'
import { type HostAndPort, placeText } from '../media/tcp.ts'
import { TransportError } from '../transport-error.ts'
import type { WrapperPorts } from './wrapper-tcp.ts'

/**
 * A meter that speaks the wrapper over UDP (IEC 62056-4-7, 5.2): one APDU a datagram, nothing is repeated. The presence of the meter
 * is not checked. Throws TransportError where its name means no address.
 */
export function openWrapperUdp(place: HostAndPort & WrapperPorts, terms: LinkTerms): Promise<ApduLink> {
  return new Promise((resolve, reject) => {
    if (terms.signal?.aborted) return reject(terms.signal.reason)
    const socket = createSocket(place.host.includes(':') ? 'udp6' : 'udp4')
    const during = `connecting to ${placeText(place)}`
    socket.once('error', error => {
      socket.close()
      reject(new TransportError('unreachable', during, error))
    })
    // Connected, the socket hears no other sender.
    socket.connect(place.port, place.host, () => {
      socket.removeAllListeners('error')
      resolve(new WrapperUdpLink(socket, place, terms.onFrame))
    })
  })
}

class WrapperUdpLink implements ApduLink {
  readonly peer: string
  readonly #socket: Socket
  readonly #ports: WrapperPorts
  readonly #onFrame: LinkTerms['onFrame']
  #receiver: ApduReceiver | undefined
  #closed: Promise<void> | undefined

  constructor(socket: Socket, place: HostAndPort & WrapperPorts, onFrame: LinkTerms['onFrame']) {
    this.peer = placeText(place)
    this.#socket = socket
    this.#ports = place
    this.#onFrame = onFrame
    socket.on('message', octets => this.#receive(plainOctets(octets)))
    // The system reports here that the port there is closed.
    socket.on('error', cause => this.#refused(cause))
  }

  attach(receiver: ApduReceiver): void {
    this.#receiver = receiver
  }

  send(apdu: Uint8Array): void {
    if (this.#closed !== undefined) return
    const octets = encodeWpdu({ source: this.#ports.client, destination: this.#ports.server, apdu })
    this.#onFrame?.({ direction: 'sent', octets })
    this.#socket.send(octets, cause => cause && this.#refused(cause))
  }

  close(): Promise<void> {
    this.#closed ??= new Promise(resolve => this.#socket.close(resolve))
    return this.#closed
  }

  #receive(octets: Uint8Array): void {
    this.#onFrame?.({ direction: 'received', octets })
    const { client, server } = this.#ports
    for (const { source, destination, apdu } of wpdusIn(octets)) {
      if (source === server && destination === client) this.#receiver?.onApdu(apdu)
    }
  }

  #refused(cause: Error): void {
    if (this.#closed !== undefined) return
    this.#receiver?.onClosed(new TransportError('refused', `waiting for ${this.peer}`, cause))
    this.close()
  }
}

/** The WPDUs of a datagram; none of one that is broken, as its origin is unknown. */
export function wpdusIn(datagram: Uint8Array, maxLength?: number) {
  try {
    return new WrapperDeframer(maxLength).push(datagram)
  } catch (error) {
    if (error instanceof DecodeError) return []
    throw error
  }
}
