import { decodeAsk, partsOf } from '@ferraris/transport'
import {
  decodeLocalRequest,
  encodeLocalAnswer,
  isLocalReading,
  type LocalAnswer,
  type LocalRequest,
  UplinkError,
} from '@ferraris/uplink'
import {
  AccessOffer,
  kindOf,
  refusal,
  type SealedChannel,
  type Ticket,
  TicketError,
} from '@ferraris/work-order'
import type { LocalDesk } from './local-desk.ts'

/** One way to the local port of a concentrator: an access is opened on it with a ticket, and ends with it. */
export class LocalSession {
  readonly #desk: LocalDesk
  #offer: AccessOffer | undefined
  #open: { readonly channel: SealedChannel; readonly ticket: Ticket } | undefined
  /** Parts of the last answer. */
  #parts: readonly Uint8Array[] = []

  constructor(desk: LocalDesk) {
    this.#desk = desk
  }

  /** The answer to a message of a field device. Throws StoreError. */
  answer(octets: Uint8Array): Uint8Array {
    try {
      switch (kindOf(octets)) {
        case 'open':
          this.#end()
          this.#offer = new AccessOffer(octets, this.#desk.authority())
          return this.#offer.prove
        case 'enter':
          return this.#enter(octets)
        case 'sealed':
          return this.#sealed(octets)
        default:
          throw new TicketError('malformed', 'this is no message of an access')
      }
    } catch (error) {
      if (!(error instanceof TicketError)) throw error
      this.#end()
      this.#desk.refused(error.message)
      return refusal(error)
    }
  }

  #enter(octets: Uint8Array): Uint8Array {
    const offer = this.#offer
    if (offer === undefined) throw new TicketError('unproven', 'no access was asked for')
    this.#offer = undefined
    const channel = offer.admit(octets)
    this.#open = { channel, ticket: offer.ticket }
    this.#desk.entered(offer.ticket)
    return channel.seal(new Uint8Array())
  }

  #sealed(octets: Uint8Array): Uint8Array {
    if (this.#open === undefined) throw new TicketError('unproven', 'no access is open')
    const { channel, ticket } = this.#open
    const ask = decodeAsk(channel.open(octets))
    this.#desk.check(ticket)
    if (ask === undefined) throw new TicketError('malformed', 'this is no request')
    if ('text' in ask) this.#parts = partsOf(this.#answer(ask.text, ticket))
    const part = this.#parts['part' in ask ? ask.part : 0]
    if (part === undefined) throw new TicketError('malformed', 'the answer has no such part')
    return channel.seal(part)
  }

  /** What is no request is refused, and so is one whose answer the interface has no room for. */
  #answer(text: string, ticket: Ticket): string {
    try {
      return encodeLocalAnswer(this.#serve(decodeLocalRequest(text), ticket))
    } catch (error) {
      if (!(error instanceof UplinkError)) throw error
      return encodeLocalAnswer({ kind: 'refused', detail: error.message.slice(0, 500) })
    }
  }

  #serve(request: LocalRequest, ticket: Ticket): LocalAnswer {
    if (isLocalReading(request) || ticket.right === 'change') return this.#desk.serve(request, ticket)
    return { kind: 'refused', detail: `${request.kind} needs a ticket with the right to change` }
  }

  #end(): void {
    this.#offer = undefined
    this.#open = undefined
    this.#parts = []
  }
}
