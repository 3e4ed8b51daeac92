import { wholeSecondsOf } from '@ferraris/metering'

/** Sessions per second over the last ten seconds, from counts a second. */
export class Rate {
  readonly #seconds = new Map<number, number>()
  readonly #window = 10

  /** `now` in epoch milliseconds. */
  add(now: number): void {
    const second = wholeSecondsOf(now)
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + 1)
    if (this.#seconds.size > 2 * this.#window) this.#forget(second)
  }

  perSecond(now: number): number {
    const second = wholeSecondsOf(now)
    this.#forget(second)
    let sum = 0
    for (const [at, count] of this.#seconds) if (at < second) sum += count
    return sum / this.#window
  }

  #forget(second: number): void {
    for (const at of this.#seconds.keys()) if (at < second - this.#window) this.#seconds.delete(at)
  }
}
