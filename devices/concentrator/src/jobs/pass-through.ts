import type { LineAnswer } from '@ferraris/smitp'
import { converse, type Saying } from '../line/converse.ts'
import type { Course } from '../line/course.ts'
import { PRIORITY, type Source, type Task } from '../schedule/dispatcher.ts'
import type { Section } from '../section/section.ts'

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
  readonly priority = PRIORITY.onDemand
  readonly #section: Section
  readonly #waiting: Waiting[] = []

  constructor(section: Section) {
    this.#section = section
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
      answer = yield* converse(this.#section, aca, saying)
    } finally {
      onAnswer(answer, this.#section.now)
    }
  }
}
