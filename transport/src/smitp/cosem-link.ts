import { DecodeError } from '@ferraris/bytes'
import { DlmsError } from '@ferraris/dlms'
import {
  type CosemClientInput,
  type CosemMessage,
  createCosemClient,
  decodeCosem,
  encodeCosem,
  stepCosemClient,
} from '@ferraris/smitp/cosem'
import { dsaps } from '@ferraris/smitp/mac'
import type { ApduLink, ApduReceiver } from '../apdu-link.ts'
import { TransportError } from '../transport-error.ts'
import type { LsduChannel } from './lsdu-channel.ts'

/** The two service access points of an association. */
type CosemPorts = Pick<CosemMessage, 'client' | 'server'>

/** Carries the APDUs of one association over SMITP (DSAP 1): whole in a stream, else in segments. */
export class CosemLink implements ApduLink {
  readonly #channel: LsduChannel
  readonly #ports: CosemPorts
  #receiver: ApduReceiver | undefined
  #closed = false
  /** The meter takes a message of the last one's number and octets for its repetition. */
  #state

  /** @param number of the last message the meter may have seen from us: a random one */
  constructor(channel: LsduChannel, ports: CosemPorts, number: number) {
    this.#channel = channel
    this.#ports = ports
    this.#state = createCosemClient(number)
  }

  get peer(): string {
    return this.#channel.peer
  }

  attach(receiver: ApduReceiver): void {
    this.#receiver = receiver
  }

  send(apdu: Uint8Array): void {
    const exchange = this.#channel.isStream ? this.#whole(apdu) : this.#inSegments(apdu)
    exchange.then(
      answer => {
        if (!this.#closed) this.#receiver?.onApdu(answer)
      },
      error => {
        if (this.#closed) return
        this.#closed = true
        this.#receiver?.onClosed(error as Error)
      },
    )
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#channel.close()
  }

  async #whole(apdu: Uint8Array): Promise<Uint8Array> {
    const lsdu = encodeCosem({ ...this.#ports, apdu })
    const answer = await this.#channel.ask({ dsap: dsaps.cosem, ecc: 'none', lsdu, discipline: 'RA7' })
    if (answer === undefined) throw this.#silence()
    if (answer.dsap !== dsaps.cosem) throw malformed(`an answer of DSAP ${answer.dsap}`)
    try {
      return decodeCosem(answer.lsdu).apdu
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      throw malformed(error.message, error)
    }
  }

  async #inSegments(apdu: Uint8Array): Promise<Uint8Array> {
    let input: CosemClientInput = { kind: 'apdu', apdu: { ...this.#ports, apdu } }
    let left = this.#channel.repetitions
    for (;;) {
      const [next, [output]] = stepCosemClient(this.#state, input)
      this.#state = next
      if (output?.kind === 'apdu') return output.apdu
      if (output?.kind === 'send') {
        const answer = await this.#channel.ask(output)
        this.#receiver?.onProgress?.()
        if (answer?.dsap === dsaps.cosem && answer.segmented) {
          input = { kind: 'answer', lsdu: answer.lsdu }
          continue
        }
      }
      // Silence, a refusal in clear, or what fits nowhere.
      if (left-- <= 0) throw this.#silence()
      input = { kind: 'repeat' }
    }
  }

  #silence(): TransportError {
    return new TransportError('timeout', `waiting for ${this.peer}`)
  }
}

function malformed(detail: string, cause?: unknown): DlmsError {
  return new DlmsError('malformed-apdu', detail, { cause })
}
