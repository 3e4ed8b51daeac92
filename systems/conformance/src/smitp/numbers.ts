import { type ClientRequest, createSmitpClient, stepSmitpClient } from '@ferraris/smitp/session'
import type { Lsdu, LsduRequest } from '@ferraris/transport'
import { must, needs } from '../verdict.ts'
import type { SmitpSubject } from './subject.ts'

/** A request that is never sent: it only claims a number. */
const claim: ClientRequest = { kind: 'list-tables.request' }

/**
 * Message numbers for the requests that cases make themselves. The client machine gives them: each begins with a challenge, since
 * the cases before may have moved the meter's counter, and each is kept as used before a case may send with it.
 */
export class Numbers {
  readonly #subject: SmitpSubject
  #state

  constructor(subject: SmitpSubject) {
    this.#subject = subject
    this.#state = createSmitpClient(subject.counter, true)
  }

  /** The next number that the meter must take. */
  async take(exchange: (request: LsduRequest) => Promise<Lsdu | undefined>): Promise<bigint> {
    const before = { ...this.#state, isDoubted: true, pending: undefined }
    const [asking, [challenge]] = stepSmitpClient(this.#subject, before, { kind: 'request', request: claim })
    needs(challenge?.kind === 'send', 'the client has no number left')
    const answer = await exchange(challenge)
    must(answer !== undefined, 'no answer to a challenge')
    const [state, outputs] = stepSmitpClient(this.#subject, asking, { ...answer, kind: 'answer' })
    for (const output of outputs) {
      must(output.kind !== 'refused', 'a challenge is refused')
      if (output.kind === 'ignored') throw output.reason
      if (output.kind === 'failed') throw output.error
      if (output.kind === 'persist') await this.#subject.keep(output.counter)
    }
    this.#state = state
    const mon = state.pending?.phase === 'protected' ? state.pending.mon : undefined
    must(mon !== undefined, 'the answer to a challenge proves no counter')
    return mon
  }
}
