import type { UpMessage } from '@ferraris/uplink'
import type { ResultTable } from '../store/result-table.ts'

/** Results a message, and results under way that are not acknowledged. */
const batchSize = 40
const window = 200

/**
 * Brings results up until each is answered: stored, or refused for good. They go in batches, urgent ones first, then the
 * oldest, and never more than a window ahead. What is not answered for too long goes again, behind all others: a result
 * to which the head-end says nothing does not keep back the next ones. The receiver stores each key once.
 */
export class ResultsOut {
  readonly #results: ResultTable
  readonly #resendAfterMs: number
  /** Number of the last result sent, of those that are not urgent and of those that are. */
  #sentUpTo: [number, number] = [0, 0]
  #underWay = 0
  #progressAt = 0
  #hasPassedOver = false

  constructor(results: ResultTable, resendAfterMs: number) {
    this.#results = results
    this.#resendAfterMs = resendAfterMs
  }

  /** Begins again at the front: the connection is new, or what was sent is taken to be lost. */
  restart(now: number): void {
    this.#sentUpTo = [0, 0]
    this.#underWay = 0
    this.#progressAt = now
    this.#hasPassedOver = false
  }

  /** Throws StoreError when the acknowledgement cannot be kept; then the results will go once more. */
  acknowledge(keys: readonly string[], now: number): void {
    this.#answered(this.#results.acknowledge(keys, now), now)
  }

  /** As `acknowledge`, for results that the head-end will never store. */
  refuse(refusals: Parameters<ResultTable['refuse']>[0], now: number): void {
    this.#answered(this.#results.refuse(refusals, now), now)
  }

  /** What may be sent now. */
  *messages(now: number): Generator<UpMessage> {
    if (this.#underWay > 0 && now - this.#progressAt >= this.#resendAfterMs) this.#passOver(now)
    yield* this.#send(now)
    // The end is reached, and some were passed over on the way.
    if (this.#underWay > 0 || !this.#hasPassedOver) return
    this.restart(now)
    yield* this.#send(now)
  }

  /** When to send again what was not acknowledged. */
  nextAt(): number {
    return this.#underWay === 0 ? Number.POSITIVE_INFINITY : this.#progressAt + this.#resendAfterMs
  }

  /** What got no answer waits until all that is behind it was sent: none of it may keep others from the head-end. */
  #passOver(now: number): void {
    this.#underWay = 0
    this.#progressAt = now
    this.#hasPassedOver = true
  }

  #answered(count: number, now: number): void {
    this.#underWay = Math.max(0, this.#underWay - count)
    if (count > 0) this.#progressAt = now
  }

  *#send(now: number): Generator<UpMessage> {
    for (const urgent of [true, false]) {
      const place = urgent ? 1 : 0
      while (this.#underWay < window) {
        const batch = this.#results.waiting(urgent, this.#sentUpTo[place], batchSize)
        const last = batch.at(-1)
        if (last === undefined) break
        if (this.#underWay === 0) this.#progressAt = now
        this.#sentUpTo[place] = last.number
        this.#underWay += batch.length
        yield { kind: 'results', results: batch.map(({ result }) => result) }
      }
    }
  }
}
