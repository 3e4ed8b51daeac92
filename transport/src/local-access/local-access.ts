import type { KeyObject } from 'node:crypto'
import { decodeLocalAnswer, encodeLocalRequest, type LocalAnswer, type LocalRequest } from '@ferraris/uplink'
import { AccessRequest, type SealedChannel, TicketError } from '@ferraris/work-order'
import type { ApduLink, LinkTerms } from '../apdu-link.ts'
import { CosemLink } from '../smitp/cosem-link.ts'
import { openChannel } from '../smitp/open-channel.ts'
import type { SmitpMedium } from '../smitp/smitp-place.ts'
import { accessPoints, concentratorItself } from './access-point.ts'
import { encodeAsk, type LocalAsk, readPart, textOf } from './message-parts.ts'

interface AccessTerms extends LinkTerms {
  /** The file of the ticket. */
  readonly ticket: string
  /** The field device's secret key (Ed25519). */
  readonly signing: KeyObject
}

/** A concentrator on site, by its optical port or over the network beside it, with a ticket. */
export class LocalAccess {
  readonly #link: ApduLink
  readonly #channel: SealedChannel
  /** Until when the ticket is valid, ISO 8601, and whether it lets its bearer change something. */
  readonly ticket: AccessRequest['ticket']

  private constructor(link: ApduLink, channel: SealedChannel, ticket: AccessRequest['ticket']) {
    this.#link = link
    this.#channel = channel
    this.ticket = ticket
  }

  /**
   * Reaches a concentrator and proves the ticket. Throws TransportError, and {@link TicketError} for what it refuses or a
   * concentrator that is another; nothing stays open then.
   */
  static async open(place: SmitpMedium, terms: AccessTerms): Promise<LocalAccess> {
    const request = new AccessRequest(terms.ticket)
    const number = Math.floor(Math.random() * 8)
    const to = { ...place, aca: concentratorItself }
    const link = new CosemLink(await openChannel(to, terms, { protectsItself: true }), accessPoints, number)
    try {
      const { enter, channel } = request.enter(await exchange(link, request.open), terms.signing)
      channel.open(await exchange(link, enter))
      return new LocalAccess(link, channel, request.ticket)
    } catch (error) {
      await link.close()
      throw error
    }
  }

  get peer(): string {
    return this.#link.peer
  }

  /** Throws TransportError, {@link TicketError}, and UplinkError for an answer that is none. */
  async ask(request: LocalRequest): Promise<LocalAnswer> {
    const first = await this.#ask({ text: encodeLocalRequest(request) })
    const parts = [first.octets]
    while (parts.length < first.count) parts.push((await this.#ask({ part: parts.length })).octets)
    return decodeLocalAnswer(textOf(parts))
  }

  close(): Promise<void> {
    return this.#link.close()
  }

  async #ask(ask: LocalAsk): Promise<{ readonly count: number; readonly octets: Uint8Array }> {
    const answer = this.#channel.open(await exchange(this.#link, this.#channel.seal(encodeAsk(ask))))
    const part = readPart(answer)
    if (part === undefined) throw new TicketError('malformed', 'the answer of the concentrator is none')
    return part
  }
}

function exchange(link: ApduLink, octets: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    link.attach({ onApdu: resolve, onClosed: reject })
    link.send(octets)
  })
}
