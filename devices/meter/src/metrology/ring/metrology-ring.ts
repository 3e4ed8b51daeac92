import { RingReader } from './ring-reader.ts'
import { type Measurements, recordOf, type SecondRecord } from './second-record.ts'

/** An hour of seconds. */
export const ringRecords = 3600

/** What a ring lives on. */
interface RingSource extends Measurements {
  /** The instant at which the meter came to life last, up to now; undefined while it has no supply. */
  aliveSince(now: number): number | undefined
}

/**
 * A ring buffer of records, one each second: a full one writes over the oldest, and its tail moves on. It is in volatile memory, so that it
 * begins anew when supply comes back. Nothing runs: the record of a second follows from the second, and head and tail from the time.
 */
export class MetrologyRing {
  readonly size: number
  readonly #source: RingSource

  constructor(source: RingSource, size: number = ringRecords) {
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`a ring of ${size} records cannot be`)
    this.size = size
    this.#source = source
  }

  /** The seconds that it holds: from tail, the oldest, up to, not including, head, the next one to be written. */
  span(now: number): { readonly tail: number; readonly head: number } {
    const since = this.#source.aliveSince(now)
    if (since === undefined) return { tail: now, head: now }
    const head = Math.floor(now) + 1
    return { tail: Math.max(since, head - this.size), head }
  }

  /** The instant at which it has begun; undefined without supply. */
  since(now: number): number | undefined {
    return this.#source.aliveSince(now)
  }

  /** How many records it holds. */
  length(now: number): number {
    const { tail, head } = this.span(now)
    return head - tail
  }

  /** Records of seconds from one up to, not including, another, as far as it holds them. */
  records(from: number, to: number, now: number): SecondRecord[] {
    const { tail, head } = this.span(now)
    const first = Math.max(from, tail)
    return Array.from({ length: Math.max(0, Math.min(to, head) - first) }, (_, place) =>
      recordOf(this.#source, first + place),
    )
  }

  /** A reader with a cursor of its own, which begins with the oldest record. */
  reader(): RingReader {
    return new RingReader(this)
  }
}
