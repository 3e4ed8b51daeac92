import type { Socket } from 'node:net'
import { DecodeError, plainOctets } from '@ferraris/bytes'
import { encodeIpMessage, IpDeframer, type IpMessage } from '@ferraris/smitp/ip'
import type { Aca } from '@ferraris/smitp/mac'
import type { LinkTerms } from '../apdu-link.ts'
import { connectTcp, type HostAndPort, placeText } from '../media/tcp.ts'
import { TransportError } from '../transport-error.ts'
import type { Lsdu, LsduChannel, LsduRequest } from './lsdu-channel.ts'
import { connectTls, demandTls, type TlsIdentity } from './tls.ts'

interface IpPlace extends HostAndPort {
  readonly aca: Aca
}

/** Connects to a meter that listens to SMITP over IP. Throws TransportError, or the reason of the signal. */
export async function openIpChannel(
  place: IpPlace,
  tls: TlsIdentity | undefined,
  terms: LinkTerms,
  { protectsItself }: { readonly protectsItself: boolean },
): Promise<LsduChannel> {
  const peer = placeText(place)
  if (!protectsItself) demandTls(place.host, tls, `connecting to ${peer}`)
  const socket = tls === undefined ? await connectTcp(place, terms) : await connectTls(place, tls, terms)
  return new IpChannel(socket, peer, place.aca, terms)
}

interface Waiting {
  readonly number: number
  resolve(answer: Lsdu | undefined): void
  reject(error: unknown): void
}

/** Each request has a number, which its answer bears: a late one is passed over. */
class IpChannel implements LsduChannel {
  readonly peer: string
  readonly isStream = true
  /** TCP has repeated what it could. */
  readonly repetitions = 0
  readonly #socket: Socket
  readonly #aca: Aca
  readonly #terms: LinkTerms
  readonly #deframer = new IpDeframer()
  #number = 0
  #waiting: Waiting | undefined
  #gone: TransportError | undefined

  constructor(socket: Socket, peer: string, aca: Aca, terms: LinkTerms) {
    this.peer = peer
    this.#socket = socket
    this.#aca = aca
    this.#terms = terms
    socket.on('data', octets => this.#receive(plainOctets(octets)))
    socket.on('error', error => this.#break(error))
    socket.on('close', () => this.#break())
  }

  async ask({ dsap, ecc, lsdu }: LsduRequest): Promise<Lsdu | undefined> {
    if (this.#gone !== undefined) throw this.#gone
    this.#number = (this.#number % 0xffff) + 1
    const number = this.#number
    const { promise, resolve, reject } = Promise.withResolvers<Lsdu | undefined>()
    this.#waiting = { number, resolve, reject }
    const timer = setTimeout(() => resolve(undefined), this.#terms.timeoutMs)
    const place = { source: number, destination: 0, aca: this.#aca }
    const octets = encodeIpMessage({ ...place, service: 'request', dsap, ecc, lsdu })
    this.#terms.onFrame?.({ direction: 'sent', octets })
    this.#socket.write(octets)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      this.#waiting = undefined
    }
  }

  async close(): Promise<void> {
    this.#gone ??= new TransportError('closed', `waiting for ${this.peer}`)
    this.#socket.destroy()
  }

  #receive(octets: Uint8Array): void {
    try {
      for (const message of this.#deframer.push(octets)) this.#hear(message)
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      this.#break(error)
      this.#socket.destroy()
    }
  }

  #hear(message: IpMessage): void {
    this.#terms.onFrame?.({ direction: 'received', octets: encodeIpMessage(message) })
    const { service, destination, aca, dsap, ecc, lsdu } = message
    const waiting = this.#waiting
    if (waiting === undefined || destination !== waiting.number || aca !== this.#aca) return
    if (service === 'answer') waiting.resolve({ dsap, ecc, lsdu })
    // The device that answers there does not reach the meter, or is another one.
    else if (service === 'failure')
      waiting.reject(new TransportError('unreachable', `asking ${aca} at ${this.peer}`))
  }

  #break(cause?: Error): void {
    this.#gone ??= new TransportError('closed', `waiting for ${this.peer}`, cause)
    this.#waiting?.reject(this.#gone)
  }
}
