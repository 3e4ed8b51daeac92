import { DecodeError } from './decode-error.ts'
import { u16At, u32At } from './octets.ts'

/** Receives the octets of each field while a decoder runs; see `@ferraris/codec` annotate. */
export interface Tracer {
  enter(name: string, offset: number): void
  leave(offset: number, value: unknown): void
}

const utf8 = new TextDecoder()

/**
 * Reads big-endian values from a window of octets. Every read is checked against the window first, so that a
 * length from the wire never reaches further than the octets that came with it. Nothing is copied.
 */
export class Reader {
  readonly octets: Uint8Array
  readonly tracer: Tracer | undefined
  readonly end: number
  offset: number
  #view: DataView | undefined

  constructor(
    octets: Uint8Array,
    options: { start?: number; end?: number; tracer?: Tracer | undefined } = {},
  ) {
    this.octets = octets
    this.offset = options.start ?? 0
    this.end = options.end ?? octets.length
    this.tracer = options.tracer
  }

  get remaining(): number {
    return this.end - this.offset
  }

  /** Throws `truncated` unless `count` octets are left. */
  need(count: number): void {
    if (count > this.end - this.offset) {
      throw new DecodeError(
        'truncated',
        this.offset,
        `truncated: ${count} octets needed, ${this.remaining} left`,
      )
    }
  }

  /** Throws `trailing` unless the window is used up. */
  finish(): void {
    if (this.offset < this.end) {
      throw new DecodeError('trailing', this.offset, `${this.remaining} octets left over`)
    }
  }

  peek(): number {
    this.need(1)
    return this.octets[this.offset] ?? 0
  }

  u8(): number {
    this.need(1)
    return this.octets[this.offset++] ?? 0
  }

  u16(): number {
    this.need(2)
    const { octets, offset } = this
    this.offset += 2
    return u16At(octets, offset)
  }

  u32(): number {
    this.need(4)
    const { octets, offset } = this
    this.offset += 4
    return u32At(octets, offset)
  }

  i8(): number {
    return (this.u8() << 24) >> 24
  }

  i16(): number {
    return (this.u16() << 16) >> 16
  }

  i32(): number {
    return this.u32() | 0
  }

  u64(): bigint {
    return this.#dataView().getBigUint64(this.#advance(8))
  }

  i64(): bigint {
    return this.#dataView().getBigInt64(this.#advance(8))
  }

  f32(): number {
    return this.#dataView().getFloat32(this.#advance(4))
  }

  f64(): number {
    return this.#dataView().getFloat64(this.#advance(8))
  }

  /** The next `count` octets as a view on the input, not a copy. */
  take(count: number): Uint8Array {
    const start = this.#advance(count)
    return this.octets.subarray(start, this.offset)
  }

  /** The next `count` octets as text, one character an octet (ISO 8859-1), so that any octet survives. */
  latin1(count: number): string {
    let text = ''
    for (const octet of this.take(count)) text += String.fromCharCode(octet)
    return text
  }

  utf8(count: number): string {
    return utf8.decode(this.take(count))
  }

  /** A reader over the next `count` octets; this reader moves behind them. Offsets stay those of the whole input. */
  window(count: number): Reader {
    const start = this.#advance(count)
    return new Reader(this.octets, { start, end: this.offset, tracer: this.tracer })
  }

  /** Moves behind the next `count` octets and returns where they start. */
  #advance(count: number): number {
    this.need(count)
    const start = this.offset
    this.offset += count
    return start
  }

  #dataView(): DataView {
    this.#view ??= new DataView(this.octets.buffer, this.octets.byteOffset, this.octets.byteLength)
    return this.#view
  }
}
