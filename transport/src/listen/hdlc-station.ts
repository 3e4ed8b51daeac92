import { concat, DecodeError } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import {
  allStations,
  createServerLink,
  encodeFlagged,
  type HdlcAddress,
  type LinkSettings,
  linkDefaults,
  llc,
  type ReceivedFrame,
  type ServerLinkState,
  stepServerLink,
  withoutLlc,
} from '@ferraris/dlms/hdlc'
import type { Frame } from '../apdu-link.ts'
import { HdlcReceiver } from '../links/hdlc-receiver.ts'
import type { OctetLine } from '../media/octet-line.ts'
import { Associations, addressesOf, type DlmsService } from './dlms-service.ts'

interface HdlcStationOptions {
  readonly service: DlmsService
  /** Our lower address, on a serial line that several meters share; any is ours, if absent. */
  readonly physical?: number | undefined
  /** Sees every frame. */
  readonly onFrame?: (frame: Frame) => void
  /** The last link has ended. */
  readonly onEnded?: () => void
  /** The line is gone. */
  readonly onClosed?: () => void
}

/** What a meter of today takes; clients get what they propose, if it is less. */
const limits = { ...linkDefaults, maxInfoTx: 2030, maxInfoRx: 2030, windowTx: 7, windowRx: 7 }

/** Clients and logical devices that have links at the same time; more are not heard. */
const maxLinks = 32

const response = encode(llc, 'response')

interface Link {
  readonly client: number
  readonly device: number
  state: ServerLinkState
}

/**
 * The secondary stations at the end of a serial line: a link for each client and each logical device of the service. It speaks
 * when polled, and only where it is addressed.
 */
export class HdlcStation {
  readonly #line: OctetLine
  readonly #options: HdlcStationOptions
  readonly #associations: Associations
  readonly #links = new Map<string, Link>()
  readonly #frames = new HdlcReceiver(frame => this.#hear(frame))
  #inactivity: NodeJS.Timeout | undefined

  constructor(line: OctetLine, options: HdlcStationOptions) {
    this.#line = line
    this.#options = options
    this.#associations = new Associations(options.service)
    line.attach({
      onOctets: octets => this.#frames.push(octets),
      onClosed: () => {
        this.#stop()
        options.onClosed?.()
      },
    })
  }

  /** Frees the line. */
  async close(): Promise<void> {
    this.#stop()
    await this.#line.close()
  }

  #stop(): void {
    this.#frames.stop()
    clearTimeout(this.#inactivity)
  }

  #hear(frame: ReceivedFrame): void {
    const { destination } = frame
    if (!this.#isHere(destination) || this.#options.service.supplied?.() === false) return
    this.#options.onFrame?.({ direction: 'received', octets: encodeFlagged(frame) })
    try {
      if (destination.upper === allStations(destination)) this.#hearBroadcast(frame)
      else if (this.#associations.serves(destination.upper)) this.#hearOwn(frame)
    } catch (error) {
      this.#stop()
      this.#line.close()
      if (!(error instanceof DecodeError)) this.#options.service.onFailure(error)
      this.#options.onClosed?.()
    }
  }

  #isHere(address: HdlcAddress): boolean {
    const { physical } = this.#options
    if (physical === undefined || address.lower === undefined) return true
    return address.lower === physical || address.lower === allStations(address)
  }

  /** A broadcast has no answer (IEC 62056-46, 6.4.2.4). */
  #hearBroadcast({ control, information, source }: ReceivedFrame): void {
    if (control.type !== 'UI' || information === undefined) return
    for (const device of addressesOf(this.#options.service))
      this.#associations.answer(source.upper, device, withoutLlc(information))
  }

  #hearOwn(frame: ReceivedFrame): void {
    const { source, destination } = frame
    const key = `${source.upper} ${destination.upper} ${destination.lower ?? 0}`
    let link = this.#links.get(key)
    if (link === undefined) {
      const settings: LinkSettings = { ...limits, client: source, server: destination }
      link = { client: source.upper, device: destination.upper, state: createServerLink(settings) }
      // Only a link that is wanted is remembered.
      if (frame.control.type === 'SNRM') {
        if (this.#links.size >= maxLinks) return
        this.#links.set(key, link)
      }
    }
    this.#step(link, { kind: 'frame', frame })
    if (link.state.phase === 'disconnected') this.#forget(key)
    this.#watch()
  }

  #step(link: Link, input: Parameters<typeof stepServerLink>[1]): void {
    const [state, outputs] = stepServerLink(link.state, input, performance.now())
    link.state = state
    for (const output of outputs) {
      switch (output.kind) {
        case 'transmit':
          this.#options.onFrame?.({ direction: 'sent', octets: output.octets })
          this.#line.write(output.octets)
          break
        case 'deliver':
          this.#deliver(link, output.message, output.unnumbered === true)
          break
        // With the link, the association over it has begun anew, or gone.
        default:
          this.#associations.end(link.client, link.device)
      }
    }
  }

  #deliver(link: Link, message: Uint8Array, unnumbered: boolean): void {
    const answers = this.#associations.answer(link.client, link.device, withoutLlc(message))
    if (unnumbered) return
    if (answers.length === 0) this.#step(link, { kind: 'pass' })
    for (const answer of answers) this.#step(link, { kind: 'send', message: concat(response, answer) })
  }

  #forget(key: string): void {
    if (this.#links.delete(key) && this.#links.size === 0) this.#options.onEnded?.()
  }

  /** Ends idle links, once the line has been silent for that long. */
  #watch(): void {
    clearTimeout(this.#inactivity)
    if (this.#links.size === 0) return
    this.#inactivity = setTimeout(() => {
      for (const [key, link] of this.#links) {
        this.#step(link, { kind: 'timeout' })
        if (link.state.phase === 'disconnected') this.#forget(key)
      }
      this.#watch()
    }, limits.inactivityTimeoutMs)
  }
}
