import type { UpMessage } from '@ferraris/uplink'
import type { ResultTable } from '../store/result-table.ts'

/** Results a message, and results under way that are not acknowledged. */
const batchSize = 40
const window = 200

/**
 * Brings results up until each is acknowledged. They go in batches, urgent ones first, then the oldest, and never more
 * than a window ahead; when nothing is acknowledged for too long all of the window goes again. The receiver stores
 * each key once.
 */
export class ResultsOut {
  readonly #results: ResultTable
  readonly #resendAfterMs: number
  /** Number of the last result sent, of those that are not urgent and of those that are. */
  #sentUpTo: [number, number] = [0, 0]
  #underWay = 0
  #progressAt = 0

  constructor(results: ResultTable, resendAfterMs: number) {
    this.#results = results
    this.#resendAfterMs = resendAfterMs
  }

  /** Begins again at the front: the connection is new, or what was sent is taken to be lost. */
  restart(now: number): void {
    this.#sentUpTo = [0, 0]
    this.#underWay = 0
    this.#progressAt = now
  }

  /** Throws StoreError when the acknowledgement cannot be kept; then the results will go once more. */
  acknowledge(keys: readonly string[], now: number): void {
    const count = this.#results.acknowledge(keys, now)
    this.#underWay = Math.max(0, this.#underWay - count)
    if (count > 0) this.#progressAt = now
  }

  /** What may be sent now. */
  *messages(now: number): Generator<UpMessage> {
    if (this.#underWay > 0 && now - this.#progressAt >= this.#resendAfterMs) this.restart(now)
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

  /** When to send again what was not acknowledged. */
  nextAt(): number {
    return this.#underWay === 0 ? Number.POSITIVE_INFINITY : this.#progressAt + this.#resendAfterMs
  }
}
