import { DecodeError } from '@ferraris/bytes'
import { EncodeError } from '@ferraris/codec'
import { dispatchPriority, type Source, type Work } from '../dispatch/dispatcher.ts'
import type { NodeMessage } from '../network/neighbourhood-network.ts'
import type { Procedure } from '../network/procedure.ts'
import type { Section } from '../section.ts'

/** Called once with the meter's answer, undefined without one. */
export type OnAnswer = (answer: NodeMessage | undefined, now: number) => void

interface PassThrough {
  readonly aca: string
  readonly message: NodeMessage
  readonly onAnswer: OnAnswer
}

/**
 * Interactive exchanges of the head-end with one meter, end to end: their octets are not looked at here, and they go
 * before all that is done on the concentrator's own account.
 */
export class PassThroughs implements Source {
  readonly priority = dispatchPriority.onDemand
  readonly #section: Section
  readonly #waiting: PassThrough[] = []

  constructor(section: Section) {
    this.#section = section
  }

  add(passThrough: PassThrough): void {
    this.#waiting.push(passThrough)
  }

  take(claim: (aca: string) => boolean): Work | undefined {
    const next = this.#waiting.find(({ aca }) => claim(aca))
    if (next === undefined) return undefined
    this.#waiting.splice(this.#waiting.indexOf(next), 1)
    return { aca: next.aca, procedure: this.#pass(next) }
  }

  nextAt(): number {
    return this.#waiting.length === 0 ? Number.POSITIVE_INFINITY : this.#section.now
  }

  *#pass({ aca, message, onAnswer }: PassThrough): Procedure<void> {
    let answer: NodeMessage | undefined
    try {
      answer = yield* this.#section.network.exchange(aca, message)
    } catch (error) {
      // Octets that are no message with addresses, or too many, reach no meter.
      if (!(error instanceof DecodeError || error instanceof EncodeError)) throw error
    } finally {
      onAnswer(answer, this.#section.now)
    }
  }
}
