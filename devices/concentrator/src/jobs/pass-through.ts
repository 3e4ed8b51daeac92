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
  isGivenUp: boolean
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

  /** Gives a way to say that the answer is no longer awaited: the line is not used for it any more. */
  add(asked: Omit<PassThrough, 'isGivenUp'>): () => void {
    const passThrough = { ...asked, isGivenUp: false }
    this.#waiting.push(passThrough)
    return () => {
      passThrough.isGivenUp = true
    }
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

  *#pass(passThrough: PassThrough): Procedure<void> {
    const { aca, message, onAnswer } = passThrough
    let answer: NodeMessage | undefined
    try {
      answer = yield* whileAwaited(passThrough, this.#section.network.exchange(aca, message))
    } catch (error) {
      // Octets that are no message with addresses, or too many, reach no meter.
      if (!(error instanceof DecodeError || error instanceof EncodeError)) throw error
    } finally {
      onAnswer(answer, this.#section.now)
    }
  }
}

/** Runs a procedure until it ends or its request is given up. */
function* whileAwaited<Result>(
  passThrough: PassThrough,
  procedure: Procedure<Result>,
): Procedure<Result | undefined> {
  try {
    while (!passThrough.isGivenUp) {
      const { done, value } = procedure.next()
      if (done) return value
      yield value
    }
    return undefined
  } finally {
    procedure.return(undefined as Result)
  }
}
