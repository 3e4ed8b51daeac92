import {
  createCosemClient,
  decodeCosem,
  dsaps,
  encodeCosem,
  type LineAnswer,
  maxLsdu,
  stepCosemClient,
} from '@ferraris/smitp'
import type { TunnelAnswer, TunnelRequest } from '@ferraris/transport'
import type { PassThrough } from '../options.ts'

/** Says one LSDU to a meter; undefined when it gave no answer. */
export type Say = (aca: string, said: PassThrough) => Promise<LineAnswer | undefined>

/** What one LSDU of a meter did not bring forward so often in a row is given up. */
const MOST_REPETITIONS = 3

/**
 * Carries requests of the head-end over the line: those of SMITP as they are, APDUs of DLMS in segments, since an LSDU has
 * room for 128 octets. Neither is opened.
 */
export class LineCalls {
  readonly #say: Say
  /** Number of the last message of DLMS by meter: which one a repetition belongs to. */
  readonly #messages = new Map<string, number>()
  readonly #firstMessage: () => number

  constructor(say: Say, random: () => number) {
    this.#say = say
    this.#firstMessage = () => Math.floor(random() * 8)
  }

  /** The meter's answer; undefined when there is none. Throws DecodeError for an LSDU that no meter could take. */
  async make(
    { aca, dsap, ecc, lsdu }: TunnelRequest,
    signal: AbortSignal,
  ): Promise<TunnelAnswer | undefined> {
    if (dsap === dsaps.cosem) return await this.#cosem(aca, lsdu, signal)
    if (lsdu.length > maxLsdu) return undefined
    const answer = await this.#say(aca, { dsap, ecc, lsdu })
    return answer && { dsap: answer.dsap, ecc: answer.ecc, lsdu: answer.lsdu }
  }

  async #cosem(aca: string, lsdu: Uint8Array, signal: AbortSignal): Promise<TunnelAnswer | undefined> {
    const call = decodeCosem(lsdu)
    const first = createCosemClient(this.#messages.get(aca) ?? this.#firstMessage())
    let [state, outputs] = stepCosemClient(first, { kind: 'apdu', apdu: call })
    this.#messages.set(aca, state.message)
    for (let repetitions = 0; repetitions < MOST_REPETITIONS && !signal.aborted; ) {
      const apdu = outputs.find(output => output.kind === 'apdu')
      if (apdu !== undefined) {
        return { dsap: dsaps.cosem, ecc: 'none', lsdu: encodeCosem({ ...call, apdu: apdu.apdu }) }
      }
      if (!outputs.some(output => output.kind === 'send')) {
        repetitions++
        ;[state, outputs] = stepCosemClient(state, { kind: 'repeat' })
      }
      const send = outputs.find(output => output.kind === 'send')
      if (send === undefined) return undefined
      const answer = await this.#say(aca, send)
      if (answer === undefined) return undefined
      ;[state, outputs] = stepCosemClient(state, { kind: 'answer', lsdu: answer.lsdu })
    }
    return undefined
  }
}
