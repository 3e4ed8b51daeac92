import { DecodeError } from '@ferraris/bytes'
import { EncodeError } from '@ferraris/codec'
import type { LineAnswer } from '@ferraris/smitp/line'
import { dsaps, maxLsdu } from '@ferraris/smitp/mac'
import { dispatchPriority, type Source, type Task } from '../dispatch/dispatcher.ts'
import { ApduCarrier } from '../meters-and-more/exchange/apdu-carrier.ts'
import { converse, type Saying } from '../meters-and-more/exchange/request.ts'
import type { Course } from '../network/procedure.ts'
import type { Section } from '../section.ts'

/** Told once: what the meter answered, undefined when it did not. */
export type OnAnswer = (answer: LineAnswer | undefined, now: number) => void

interface Waiting {
  readonly aca: string
  readonly saying: Saying
  readonly onAnswer: OnAnswer
}

/**
 * Interactive exchanges of the head-end with one meter, end to end: their octets are nobody's business here, and they
 * go before all that is done on the concentrator's own account.
 */
export class PassThroughs implements Source {
  readonly priority = dispatchPriority.onDemand
  readonly #section: Section
  readonly #apdus: ApduCarrier
  readonly #waiting: Waiting[] = []

  constructor(section: Section) {
    this.#section = section
    this.#apdus = new ApduCarrier(section)
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting)
  }

  take(claim: (aca: string) => boolean): Task | undefined {
    const index = this.#waiting.findIndex(({ aca }) => claim(aca))
    if (index < 0) return undefined
    const [waiting] = this.#waiting.splice(index, 1)
    return { aca: waiting.aca, course: this.#pass(waiting) }
  }

  nextAt(): number {
    return this.#waiting.length === 0 ? Number.POSITIVE_INFINITY : this.#section.now
  }

  *#pass({ aca, saying, onAnswer }: Waiting): Course<void> {
    let answer: LineAnswer | undefined
    try {
      answer = yield* this.#carry(aca, saying)
    } catch (error) {
      // Octets that are no message with addresses, or too many: there is nobody to bring them to.
      if (!(error instanceof DecodeError || error instanceof EncodeError)) throw error
    } finally {
      onAnswer(answer, this.#section.now)
    }
  }

  /** A whole APDU is cut into segments here; who cuts it himself is let be. */
  *#carry(aca: string, saying: Saying): Course<LineAnswer | undefined> {
    if (saying.dsap === dsaps.cosem && saying.segmented !== true) {
      return yield* this.#apdus.carry(aca, saying.lsdu)
    }
    if (saying.lsdu.length > maxLsdu) throw new EncodeError(`an LSDU has at most ${maxLsdu} octets`)
    return yield* converse(this.#section, aca, saying)
  }
}
