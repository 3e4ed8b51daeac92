import { at } from '@ferraris/bytes'

/** A seeded generator of numbers, the same on every machine (xorshift32). */
export class Random {
  #state: number

  constructor(seed: number) {
    // Neighbouring seeds must not give neighbouring rows of numbers; 0 would stay 0 for ever.
    this.#state = Math.imul(seed + 1, 0x9e3779b1) | 0 || 1
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    let x = this.#state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#state = x
    return (x >>> 0) % limit
  }

  /** One of the values. */
  of<T>(values: readonly T[]): T {
    return at(values, this.below(values.length))
  }

  octets(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256))
  }
}
