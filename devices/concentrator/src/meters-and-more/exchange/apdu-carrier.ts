import {
  type CosemClientInput,
  type CosemClientOutput,
  type CosemClientState,
  createCosemClient,
  decodeCosem,
  encodeCosem,
  stepCosemClient,
} from '@ferraris/smitp/cosem'
import type { LineAnswer } from '@ferraris/smitp/line'
import { dsaps } from '@ferraris/smitp/mac'
import type { Procedure } from '../../network/procedure.ts'
import type { Neighbourhood } from '../neighbourhood.ts'
import { Attempts } from './station-request.ts'

/** Carries DLMS APDUs to meters and back, in the segments that the power line needs, without looking into them. */
export class ApduCarrier {
  readonly #neighbourhood: Neighbourhood
  /** Message numbers tell a repetition from a new request, so each meter's are remembered. */
  readonly #states = new Map<string, CosemClientState>()

  constructor(neighbourhood: Neighbourhood) {
    this.#neighbourhood = neighbourhood
  }

  /**
   * Brings one APDU with its addresses to a meter (octets as in `encodeCosem`), and gives the answer in the same form;
   * undefined when there is none. What is not answered goes again as it is. Throws DecodeError and EncodeError for
   * octets that are no such message.
   */
  *carry(aca: string, octets: Uint8Array): Procedure<LineAnswer | undefined> {
    const apdu = decodeCosem(octets)
    let sending = this.#step(aca, { kind: 'apdu', apdu }).find(output => output.kind === 'send')
    try {
      // Whatever has come through, the next segment has all its attempts again.
      for (let attempts = new Attempts(this.#neighbourhood, aca); sending !== undefined && attempts.left; ) {
        const answer = yield* attempts.make(sending)
        if (answer?.dsap !== dsaps.cosem || !answer.segmented) continue
        const outputs = this.#step(aca, { kind: 'answer', lsdu: answer.lsdu })
        const back = outputs.find(output => output.kind === 'apdu')
        if (back !== undefined) {
          return { ...answer, segmented: false, lsdu: encodeCosem({ ...apdu, apdu: back.apdu }) }
        }
        const next = outputs.find(output => output.kind === 'send')
        if (next === undefined) continue
        attempts = new Attempts(this.#neighbourhood, aca)
        sending = next
      }
      return undefined
    } finally {
      this.#step(aca, { kind: 'abandon' })
    }
  }

  #step(aca: string, input: CosemClientInput): readonly CosemClientOutput[] {
    // After a restart the meter's last number is unknown.
    const state =
      this.#states.get(aca) ?? createCosemClient(Math.floor(this.#neighbourhood.host.random() * 8))
    const [next, outputs] = stepCosemClient(state, input)
    this.#states.set(aca, next)
    return outputs
  }
}
