import { concat } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { apdusIn } from '@ferraris/dlms/apdu'
import {
  type ClientLinkState,
  createClientLink,
  encodeFlagged,
  type HdlcAddress,
  type LinkFault,
  type LinkInput,
  type LinkOutput,
  type LinkSettings,
  linkDefaults,
  llc,
  type ReceivedFrame,
  stepClientLink,
} from '@ferraris/dlms/hdlc'
import type { ApduLink, ApduReceiver, LinkTerms } from '../apdu-link.ts'
import type { OctetLine } from '../media/octet-line.ts'
import type { UriAddressing } from '../meter-uri/meter-uri.ts'
import { SilenceTimer } from '../silence-timer.ts'
import { TransportError, type TransportFault } from '../transport-error.ts'
import { HdlcReceiver } from './hdlc-receiver.ts'

/** The HDLC link in a meter URI. */
type HdlcPlace = Omit<UriAddressing, 'framing' | 'opening' | 'gateway'>

/** Octets on the line besides an information field: flags, format, addresses, control, check sequences. */
const frameOverhead = 14
/** Start bit, eight bits, stop bit. */
const bitsPerOctet = 10

const command = encode(llc, 'command')

/**
 * Connects a data link over a line (SNRM and UA), which is the link's from now on. `baud` is the line's speed where it
 * has one: slow lines are given more time. Throws TransportError, or the reason of the signal; the line is closed then.
 */
export async function openHdlc(
  line: OctetLine,
  place: HdlcPlace,
  terms: LinkTerms,
  baud?: number,
): Promise<ApduLink> {
  const link = new HdlcLink(line, linkSettings(place, terms, baud), terms.onFrame)
  try {
    await link.connect(terms)
    return link
  } catch (error) {
    await line.close()
    throw error
  }
}

/** The link that a meter URI describes; what it leaves out is as the standard has it. */
function linkSettings(place: HdlcPlace, { timeoutMs }: LinkTerms, baud: number | undefined): LinkSettings {
  const info = place.info ?? linkDefaults.maxInfoTx
  const window = place.window ?? linkDefaults.windowTx
  const octets = (window + 1) * (info + frameOverhead)
  const lineTime = baud === undefined ? 0 : (octets * bitsPerOctet * 1000) / baud
  return {
    ...linkDefaults,
    maxInfoTx: info,
    maxInfoRx: info,
    windowTx: window,
    windowRx: window,
    client: { upper: place.client, width: 1 },
    server: serverAddress(place),
    responseTimeoutMs: linkDefaults.responseTimeoutMs + Math.ceil(lineTime),
    patienceMs: timeoutMs,
    ...(place.snrm === 'empty' && { emptySnrm: true }),
  }
}

/** In as few octets as the numbers need, unless the place says otherwise. */
function serverAddress({ server, physical, addressOctets }: HdlcPlace): HdlcAddress {
  const least = server > 0x7f || (physical ?? 0) > 0x7f ? 4 : physical === undefined ? 1 : 2
  const width = addressOctets ?? least
  return width === 1 ? { upper: server, width } : { upper: server, lower: physical ?? 0, width }
}

const faults: Record<LinkFault, TransportFault> = {
  'no-answer': 'timeout',
  refused: 'link-refused',
  'frame-rejected': 'link-broken',
  'message-too-long': 'link-broken',
}

/** The shell of the primary station: gives frames and time to its machine, and carries out its outputs. */
class HdlcLink implements ApduLink {
  readonly peer: string
  readonly #line: OctetLine
  readonly #onFrame: LinkTerms['onFrame']
  readonly #frames = new HdlcReceiver(frame => this.#take(frame))
  #state: ClientLinkState
  readonly #silence = new SilenceTimer(() => this.#step({ kind: 'timeout' }))
  #receiver: ApduReceiver | undefined
  /** Waits for the link to stand, or to have ended. */
  #waiting: { resolve(): void; reject(error: unknown): void } | undefined
  #gone: Error | undefined

  constructor(line: OctetLine, settings: LinkSettings, onFrame: LinkTerms['onFrame']) {
    this.peer = line.name
    this.#line = line
    this.#onFrame = onFrame
    this.#state = createClientLink(settings)
    line.attach({
      onOctets: octets => this.#frames.push(octets),
      onClosed: cause => this.#break(new TransportError('closed', `waiting for ${this.peer}`, cause)),
    })
  }

  async connect({ timeoutMs, signal }: LinkTerms): Promise<void> {
    signal?.throwIfAborted()
    const during = `connecting an HDLC link to ${this.peer}`
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting = { resolve, reject }
    const timer = setTimeout(() => this.#break(new TransportError('timeout', during)), timeoutMs)
    const onAbort = () => this.#break(signal?.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      this.#step({ kind: 'connect' })
      await promise
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  }

  attach(receiver: ApduReceiver): void {
    this.#receiver = receiver
    if (this.#gone !== undefined) receiver.onClosed(this.#gone)
  }

  send(apdu: Uint8Array): void {
    this.#step({ kind: 'send', message: concat(command, apdu) })
  }

  poll(): void {
    this.#step({ kind: 'poll' })
  }

  pass(): void {
    this.#step({ kind: 'pass' })
  }

  /** Sends DISC and waits for the answer, once: a lost meter needs no second. */
  async close(): Promise<void> {
    this.#receiver = undefined
    if (this.#state.phase === 'connected' && this.#gone === undefined) {
      this.#state = { ...this.#state, settings: { ...this.#state.settings, retries: 0, patienceMs: 0 } }
      await new Promise<void>(resolve => {
        this.#waiting = { resolve, reject: () => resolve() }
        this.#step({ kind: 'disconnect' })
      })
    }
    this.#silence.stop()
    this.#frames.stop()
    await this.#line.close()
  }

  #take(frame: ReceivedFrame): void {
    if (this.#onFrame !== undefined) this.#onFrame({ direction: 'received', octets: encodeFlagged(frame) })
    const { expected, base } = this.#state.window
    this.#step({ kind: 'frame', frame })
    const { window } = this.#state
    if (window.expected !== expected || window.base !== base) this.#receiver?.onProgress?.()
  }

  #step(input: LinkInput): void {
    if (this.#gone !== undefined) return
    const [state, outputs] = stepClientLink(this.#state, input, performance.now())
    this.#state = state
    for (const output of outputs) this.#perform(output)
    this.#setTimer()
  }

  #perform(output: LinkOutput): void {
    switch (output.kind) {
      case 'transmit':
        this.#onFrame?.({ direction: 'sent', octets: output.octets })
        this.#line.write(output.octets)
        break
      case 'deliver':
        this.#deliver(output.message)
        break
      case 'connected':
      case 'disconnected':
        this.#waiting?.resolve()
        this.#waiting = undefined
        break
      case 'failed':
        this.#break(new TransportError(faults[output.fault], `HDLC link to ${this.peer}`))
    }
  }

  #deliver(message: Uint8Array): void {
    for (const apdu of apdusIn(message)) this.#receiver?.onApdu(apdu)
  }

  #setTimer(): void {
    const { deadline } = this.#state
    if (deadline === undefined || this.#gone !== undefined) this.#silence.stop()
    else this.#silence.start(Math.max(0, deadline - performance.now()))
  }

  #break(error: Error): void {
    if (this.#gone !== undefined) return
    this.#gone = error
    this.#silence.stop()
    this.#waiting?.reject(error)
    this.#waiting = undefined
    this.#receiver?.onClosed(error)
  }
}
