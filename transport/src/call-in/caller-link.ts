import { apduTags } from '@ferraris/dlms/apdu'
import { encodeWpdu } from '@ferraris/dlms/wrapper'
import type { ApduLink, ApduReceiver, LinkTerms } from '../apdu-link.ts'
import type { WrapperPorts } from '../links/wrapper-tcp.ts'

interface CallerLinkTerms extends Pick<LinkTerms, 'onFrame'> {
  write(octets: Uint8Array): void
  /** The session has left the connection; `isFresh` where nothing is owed. */
  left(isFresh: boolean): void
}

/** Notifications (IEC 62056-5-3, 9.5), plain or under a global key, which are never an answer. */
const notifications: ReadonlySet<number> = new Set([
  apduTags['data-notification'],
  apduTags['event-notification-request'],
  apduTags['information-report-request'],
  apduTags['glo-event-notification-request'],
  apduTags['glo-information-report-request'],
])

/** Those under the dedicated key of an association, which its session alone can open. */
const ofSession: ReadonlySet<number> = new Set([
  apduTags['ded-event-notification-request'],
  apduTags['ded-information-report-request'],
])

/** Envelopes in which a push looks like an answer. */
const general: ReadonlySet<number> = new Set([
  apduTags['general-glo-ciphering'],
  apduTags['general-ded-ciphering'],
  apduTags['general-ciphering'],
  apduTags['general-signing'],
])

/** A session over a connection that the meter has opened. The connection outlives it. */
export class CallerLink implements ApduLink {
  readonly peer: string
  readonly #ports: WrapperPorts
  readonly #terms: CallerLinkTerms
  #receiver: ApduReceiver | undefined
  #gone: Error | 'closed' | undefined
  /** Requests without an answer yet. */
  #owed = 0
  /** Whether this session speaks in envelopes that pushes come in, too. */
  #isGeneral = false

  constructor(peer: string, ports: WrapperPorts, terms: CallerLinkTerms) {
    this.peer = peer
    this.#ports = ports
    this.#terms = terms
  }

  attach(receiver: ApduReceiver): void {
    this.#receiver = receiver
    if (this.#gone instanceof Error) receiver.onClosed(this.#gone)
  }

  send(apdu: Uint8Array): void {
    if (this.#gone !== undefined) return
    this.#owed++
    if (general.has(apdu[0] ?? 0)) this.#isGeneral = true
    const octets = encodeWpdu({ source: this.#ports.client, destination: this.#ports.server, apdu })
    this.#terms.onFrame?.({ direction: 'sent', octets })
    this.#terms.write(octets)
  }

  async close(): Promise<void> {
    if (this.#gone !== undefined) return
    this.#gone = 'closed'
    this.#terms.left(this.#owed <= 0)
  }

  /** Whether an APDU between these ports is of this session. */
  isFor({ client, server }: WrapperPorts, apdu: Uint8Array): boolean {
    const tag = apdu[0] ?? 0
    if (client !== this.#ports.client || server !== this.#ports.server || notifications.has(tag)) return false
    if (ofSession.has(tag)) return true
    return this.#owed > 0 && (this.#isGeneral || !general.has(tag))
  }

  receive(apdu: Uint8Array): void {
    if (!ofSession.has(apdu[0] ?? 0)) this.#owed--
    this.#terms.onFrame?.({
      direction: 'received',
      octets: encodeWpdu({ source: this.#ports.server, destination: this.#ports.client, apdu }),
    })
    this.#receiver?.onApdu(apdu)
  }

  /** The connection is gone. */
  break(error: Error): void {
    if (this.#gone !== undefined) return
    this.#gone = error
    this.#terms.left(false)
    this.#receiver?.onClosed(error)
  }
}
