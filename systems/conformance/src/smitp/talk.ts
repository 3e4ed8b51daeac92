import { decodeMessage, encodeMessage, type Message, refusalOf } from '@ferraris/smitp'
import { dsaps } from '@ferraris/smitp/mac'
import { type Ciphering, openRefusal, protect, type SmitpSecurity, unprotect } from '@ferraris/smitp/security'
import { type Lsdu, type LsduChannel, type LsduRequest, TransportError } from '@ferraris/transport'
import { must } from '../verdict.ts'
import type { Numbers } from './numbers.ts'

/** A protected request, as it goes over the wire. */
export interface Sealed {
  readonly lsdu: Uint8Array
  readonly ecc: Ciphering
  readonly mon: bigint
}

/** ATTR of the authenticated NACK. */
const provenRefusal = 245

/** One way to the meter: LSDUs as they are, messages in clear, and messages under a key with a number. */
export class SmitpTalk {
  readonly #channel: LsduChannel
  readonly #security: SmitpSecurity
  readonly #numbers: Numbers

  constructor(channel: LsduChannel, security: SmitpSecurity, numbers: Numbers) {
    this.#channel = channel
    this.#security = security
    this.#numbers = numbers
  }

  /** See {@link LsduChannel}. */
  get isStream(): boolean {
    return this.#channel.isStream
  }

  /** Sends an LSDU as it is; undefined where the meter is silent, or a device in front of it says that it is. */
  async exchange(request: Partial<LsduRequest> & Pick<LsduRequest, 'lsdu'>): Promise<Lsdu | undefined> {
    try {
      const usual = { dsap: dsaps.application, ecc: 'none', discipline: 'RA7' } as const
      return await this.#channel.ask({ ...usual, ...request })
    } catch (error) {
      if (error instanceof TransportError && error.code === 'unreachable') return undefined
      throw error
    }
  }

  /** What is answered in clear to octets in clear. */
  async inClear(lsdu: Uint8Array): Promise<Message> {
    const answer = await this.exchange({ lsdu })
    must(answer !== undefined, 'no answer to a request in clear')
    must(answer.ecc === 'none', `a request in clear is answered under ECC ${answer.ecc}`)
    return decodeMessage(answer.lsdu)
  }

  /** A message under a key and a number of its own; nothing but a challenge is sent. */
  async seal(
    message: Message,
    ecc: Ciphering = 'ctr-read',
    {
      shift = 0n,
      keys = this.#security.keys,
    }: { readonly shift?: bigint; readonly keys?: SmitpSecurity['keys'] } = {},
  ): Promise<Sealed> {
    const mon = (await this.#numbers.take(request => this.exchange(request))) + shift
    const lsdu = protect(
      { ...this.#security, keys },
      { direction: 'request', ecc, mon },
      encodeMessage(message),
    )
    return { lsdu, ecc, mon }
  }

  /** The octets that answer a protected request, protected as it was. */
  async answerTo({ lsdu, ecc }: Sealed): Promise<Uint8Array> {
    const answer = await this.exchange({ lsdu, ecc })
    must(answer !== undefined, 'no answer to a protected request')
    must(answer.ecc === ecc, `a request under ECC ${ecc} is answered under ${answer.ecc}`)
    return answer.lsdu
  }

  /** The message in a proven answer. */
  open({ ecc, mon }: Sealed, answer: Uint8Array): Message {
    must(answer[0] !== provenRefusal, `refused: ${refusalOf(answer[1] ?? 0) ?? `code ${answer[1]}`}`)
    return decodeMessage(unprotect(this.#security, { direction: 'answer', ecc, mon }, answer).lsdu)
  }

  /** Why a protected request is refused, with proof: its name, or its number where it has none. */
  refusalIn({ ecc, lsdu }: Sealed, answer: Uint8Array): string {
    must(answer[0] === provenRefusal, `answered with ATTR ${answer[0]}; a refusal is expected`)
    const { code } = openRefusal(this.#security, ecc, lsdu, answer)
    return refusalOf(code) ?? `code ${code}`
  }

  /** Asks under a key; the meter must do it. */
  async ask(message: Message, ecc?: Ciphering): Promise<Message> {
    const sealed = await this.seal(message, ecc)
    return this.open(sealed, await this.answerTo(sealed))
  }

  /** The octets of a row, which the meter must give. */
  async row(table: number, row: number): Promise<Uint8Array> {
    const answer = await this.ask({ kind: 'read.request', table, row })
    must(answer.kind === 'read.response', `${answer.kind} in answer to READ`)
    return answer.data
  }

  /** Sends a protected request that the meter must refuse, for one of these reasons. */
  async mustRefuse(sealed: Sealed, ...reasons: readonly string[]): Promise<void> {
    const why = this.refusalIn(sealed, await this.answerTo(sealed))
    must(reasons.includes(why), `refused with ${why}; ${reasons.join(' or ')} is expected`)
  }
}
