import { DecodeError } from '@ferraris/bytes'
import {
  createCosemServer,
  type DlmsServer,
  decodeCosem,
  encodeCosem,
  maxCosemApdu,
  stepCosemServer,
} from '@ferraris/smitp/cosem'
import { type Aca, dsaps } from '@ferraris/smitp/mac'
import type { Lsdu } from './lsdu-channel.ts'

/** A meter that is served in METERS AND MORE. */
export interface SmitpService {
  readonly aca: Aca
  /** Answers an LSDU of DSAP 0; undefined where the meter stays silent. */
  answer(request: Required<Omit<Lsdu, 'discipline'>> & { readonly maxAnswer: number }): Lsdu | undefined
  /** Its DLMS server, with associations of its own for each way to the meter; absent where it has none. */
  readonly dlms?: () => DlmsServer
  /** Whether the meter has supply; without it connections end unheard, and nothing is answered. Always, if absent. */
  readonly supplied?: () => boolean
  /** Called when a device could not answer, a full disk for example: only that connection ends. */
  onFailure(error: unknown): void
}

/** One way to a meter: DSAP 0 are its tables, DSAP 1 is DLMS, whole or in segments. */
export class SmitpAccess {
  readonly #service: SmitpService
  readonly #dlms: DlmsServer | undefined
  #segments = createCosemServer()

  constructor(service: SmitpService) {
    this.#service = service
    this.#dlms = service.dlms?.()
  }

  /** Throws what the device throws. */
  answer({ dsap, ecc, lsdu, segmented = false }: Lsdu, maxAnswer: number): Lsdu | undefined {
    if (this.#service.supplied?.() === false) return undefined
    if (dsap === dsaps.application) return this.#service.answer({ dsap, ecc, lsdu, segmented, maxAnswer })
    if (dsap !== dsaps.cosem || this.#dlms === undefined) return undefined
    const [next, answer] = stepCosemServer(this.#dlms, this.#segments, { lsdu, segmented })
    this.#segments = next
    return { dsap, ecc: 'none', ...answer }
  }

  /** An LSDU that came whole, over a stream in which nothing is repeated. */
  answerWhole({ dsap, ecc, lsdu }: Lsdu, maxAnswer: number): Lsdu | undefined {
    if (dsap !== dsaps.cosem) return this.answer({ dsap, ecc, lsdu }, maxAnswer)
    try {
      const request = decodeCosem(lsdu)
      const apdu = this.#dlms?.(request)
      if (apdu === undefined || apdu.length > maxCosemApdu) return undefined
      return { dsap, ecc: 'none', lsdu: encodeCosem({ ...request, apdu }) }
    } catch (error) {
      if (error instanceof DecodeError) return undefined
      throw error
    }
  }
}
