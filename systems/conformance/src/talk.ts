import { encode } from '@ferraris/codec'
import {
  type ConformanceService,
  DlmsError,
  type ResponseTo,
  type ServiceRequest,
  supports,
} from '@ferraris/dlms'
import { type Apdu, anyApdu } from '@ferraris/dlms/apdu'
import {
  type ClientInput,
  type ClientOutput,
  type ClientSettings,
  type ClientState,
  createClient,
  type ServerFacts,
  stepClient,
} from '@ferraris/dlms/client'
import type { ApduLink } from '@ferraris/transport'
import type { ClientTerms } from './subject.ts'
import { must, Ruling } from './verdict.ts'

/** What came back for an APDU: another one, nothing, or the end of the link. */
export type Reaction =
  | { readonly kind: 'apdu'; readonly apdu: Uint8Array }
  | { readonly kind: 'silence' }
  | { readonly kind: 'closed' }

/**
 * One link to the server with two ways to use it: raw, octets against octets, and through the client machine, which a
 * case can stop between protecting a request and sending it.
 */
export class Talk {
  readonly #link: ApduLink
  readonly #silence: number
  readonly #arrived: Reaction[] = []
  #waiting: ((reaction: Reaction) => void) | undefined
  #state: ClientState

  constructor(link: ApduLink, { settings, counters }: ClientTerms, silence: number) {
    this.#link = link
    this.#silence = silence
    this.#state = createClient(settings, counters)
    link.attach({
      onApdu: apdu => this.#arrive({ kind: 'apdu', apdu }),
      onClosed: () => this.#arrive({ kind: 'closed' }),
    })
  }

  /** Sends octets as they are, without waiting. */
  send(apdu: Uint8Array): void {
    this.#link.send(apdu)
  }

  /** Sends octets as they are and waits for what comes. */
  async exchange(apdu: Uint8Array): Promise<Reaction> {
    this.send(apdu)
    return await this.next()
  }

  /** The next APDU from the server; silence after the time that the subject names. */
  next(): Promise<Reaction> {
    const arrived = this.#arrived.shift()
    if (arrived !== undefined) return Promise.resolve(arrived)
    return new Promise(resolve => {
      const timer = setTimeout(() => settle({ kind: 'silence' }), this.#silence)
      const settle = (reaction: Reaction): void => {
        clearTimeout(timer)
        this.#waiting = undefined
        resolve(reaction)
      }
      this.#waiting = settle
    })
  }

  /** Associates with the terms of this talk. Throws DlmsError when the server refuses. */
  async associate(): Promise<ServerFacts> {
    const output = await this.#drive({ kind: 'associate' })
    if (output.kind === 'associated') return output.server
    throw new Ruling('FAIL', `the association ended with ${output.kind}`)
  }

  async request<R extends ServiceRequest>(request: R): Promise<ResponseTo<R>> {
    const output = await this.#drive({ kind: 'request', request })
    must(output.kind === 'response', `${output.kind} in answer to ${request.service}`)
    return output.response as ResponseTo<R>
  }

  /** The octets of a request as the machine would send them, protected as agreed; nothing is sent. */
  prepare(request: ServiceRequest): Uint8Array {
    const [state, outputs] = stepClient(this.#state, { kind: 'request', request })
    const first = outputs.find(output => output.kind === 'send')
    if (first === undefined) throw new DlmsError('not-associated')
    // The counters are used; the request itself is not under way.
    this.#state = { ...state, phase: this.#state.phase }
    return first.apdu
  }

  /** Whether the association that stands has negotiated a service. */
  offers(service: ConformanceService): boolean {
    const { phase } = this.#state
    return 'server' in phase && supports(phase.server.conformance, service)
  }

  get settings(): ClientSettings {
    return this.#state.settings
  }

  async release(): Promise<void> {
    await this.#drive({ kind: 'release' })
  }

  close(): Promise<void> {
    return this.#link.close()
  }

  async #drive(input: ClientInput): Promise<ClientOutput> {
    let answer = this.#perform(input)
    while (answer === undefined) {
      const reaction = await this.next()
      if (reaction.kind === 'silence') throw new Ruling('FAIL', `no answer within ${this.#silence} ms`)
      if (reaction.kind === 'closed') throw new Ruling('FAIL', 'the server closed the link')
      answer = this.#perform({ kind: 'apdu', apdu: reaction.apdu })
    }
    if (answer.kind === 'failed') throw answer.error
    return answer
  }

  #perform(input: ClientInput): ClientOutput | undefined {
    const [state, outputs] = stepClient(this.#state, input)
    this.#state = state
    for (const output of outputs) if (output.kind === 'send') this.#link.send(output.apdu)
    return outputs.find(output => output.kind !== 'send')
  }

  #arrive(reaction: Reaction): void {
    if (this.#waiting !== undefined) this.#waiting(reaction)
    else this.#arrived.push(reaction)
  }
}

/** Octets of an APDU. */
export function octetsOf(apdu: Apdu): Uint8Array {
  return encode(anyApdu, apdu)
}
