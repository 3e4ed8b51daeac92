import { at } from '@ferraris/bytes'
import { parity, polynomials, tailBits } from './convolution.ts'

const states = 64
const half = states / 2

/** Of butterfly i (from states i and i + 32): the two symbols sent from state i with input 0, as a number 0 to 3. */
const expected = Uint8Array.from(
  { length: half },
  (_, i) => (parity((i << 1) & polynomials[0]) << 1) | parity((i << 1) & polynomials[1]),
)

/**
 * Received symbols: hard, 0 or 1 in a Uint8Array; or soft, from −127 (surely 0) through 0 (no idea) to 127 (surely 1) in
 * an Int8Array.
 */
export type Symbols = Uint8Array | Int8Array

/**
 * Maximum-likelihood decoder of the convolutional code. One forward pass takes symbols as they come; a trace back tells
 * the bits. All memory is taken once, for the longest frame, so that decoding allocates nothing.
 */
export class Viterbi {
  /** For each bit, which of two predecessors won, for each of the 64 states. */
  readonly #decisions: Int32Array
  /** Cost of the cheapest path to each state, and room for those of the next bit: they change places. */
  #costs = new Int32Array(states)
  #nextCosts = new Int32Array(states)
  /** Cost of each of the four pairs of symbols at the present bit. */
  readonly #pair = new Int32Array(4)
  #steps = 0

  /** @param maxOctets longest data, the tail not counted */
  constructor(maxOctets = 256) {
    this.#decisions = new Int32Array(2 * (8 * maxOctets + tailBits))
  }

  /** Forgets everything; the encoder begins in state 0. */
  begin(): void {
    this.#steps = 0
    // More than any path costs in the first six bits, after which every state has been reached from state 0.
    this.#costs.fill(0xffff)
    this.#costs[0] = 0
  }

  /** Takes the symbols of `bits` further bits, from index `from` on. They must be there and fit into the memory. */
  advance(symbols: Symbols, from: number, bits: number): void {
    const hard = symbols instanceof Uint8Array
    for (let at = from, end = from + 2 * bits; at < end; at += 2) {
      if (hard) this.#weighHard(symbols[at] ?? 0, symbols[at + 1] ?? 0)
      else this.#weighSoft(symbols[at] ?? 0, symbols[at + 1] ?? 0)
      this.#step()
    }
  }

  #weighHard(first: number, second: number): void {
    const pair = this.#pair
    pair[0] = first + second
    pair[1] = first + 1 - second
    pair[2] = 1 - first + second
    pair[3] = 2 - first - second
  }

  #weighSoft(first: number, second: number): void {
    const pair = this.#pair
    pair[0] = 254 + first + second
    pair[1] = 254 + first - second
    pair[2] = 254 - first + second
    pair[3] = 254 - first - second
  }

  /** Add, compare, select: 32 butterflies. Both polynomials have their ends set, so a pair and its complement suffice. */
  #step(): void {
    const step = this.#steps++
    const old = this.#costs
    const next = this.#nextCosts
    const pair = this.#pair
    let low = 0
    let high = 0
    for (let i = 0; i < half; i++) {
      const code = expected[i] ?? 0
      const same = pair[code] ?? 0
      const opposite = pair[code ^ 3] ?? 0
      const fromLow = old[i] ?? 0
      const fromHigh = old[i + half] ?? 0
      const zeroLow = fromLow + same
      const zeroHigh = fromHigh + opposite
      const oneLow = fromLow + opposite
      const oneHigh = fromHigh + same
      next[2 * i] = Math.min(zeroLow, zeroHigh)
      next[2 * i + 1] = Math.min(oneLow, oneHigh)
      // The sign of the difference is the decision: no branch that noise could mislead.
      low |= ((zeroHigh - zeroLow) >>> 31) << i
      high |= ((oneHigh - oneLow) >>> 31) << i
    }
    this.#decisions[2 * step] = low
    this.#decisions[2 * step + 1] = high
    this.#costs = next
    this.#nextCosts = old
  }

  /** The state with the cheapest path, where no tail leads to state 0. */
  bestState(): number {
    return this.#costs.indexOf(Math.min(...this.#costs))
  }

  /** Cost of the path that ends in a state: with hard symbols the number of errors that it corrects. */
  cost(state: number): number {
    return at(this.#costs, state)
  }

  /** Writes the first octets of the path that ends in `state` into `into`. */
  trace(state: number, into: Uint8Array): void {
    const decisions = this.#decisions
    const wanted = 8 * into.length
    into.fill(0)
    let current = state
    for (let step = this.#steps - 1; step >= 0; step--) {
      const bit = current & 1
      if (step < wanted) into[step >> 3] = (into[step >> 3] ?? 0) | (bit << (7 - (step & 7)))
      const previous = current >> 1
      current = previous | ((((decisions[2 * step + bit] ?? 0) >>> previous) & 1) << 5)
    }
  }
}
