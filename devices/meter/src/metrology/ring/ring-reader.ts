import type { SecondRecord } from './second-record.ts'

/** What a reader needs of its ring. */
interface ReadableRing {
  span(now: number): { readonly tail: number; readonly head: number }
  records(from: number, to: number, now: number): SecondRecord[]
}

/** One that takes records from the tail on, each once. What it takes, others do not lose: each has its own cursor. */
export class RingReader {
  readonly #ring: ReadableRing
  /** The next second to be read. */
  #cursor: number | undefined
  #lost = 0

  constructor(ring: ReadableRing) {
    this.#ring = ring
  }

  /** Seconds that it has not read: written over, or gone with the supply. */
  get lost(): number {
    return this.#lost
  }

  /** Records that wait. */
  waiting(now: number): number {
    const { tail, head } = this.#ring.span(now)
    return head - Math.min(head, Math.max(tail, this.#cursor ?? tail))
  }

  /** Takes the oldest records that were not read yet, so many at most. */
  read(most: number, now: number): SecondRecord[] {
    const { tail, head } = this.#ring.span(now)
    const from = this.#cursor ?? tail
    const first = Math.max(from, tail)
    this.#lost += first - from
    const records = this.#ring.records(first, Math.min(head, first + most), now)
    this.#cursor = first + records.length
    return records
  }
}
