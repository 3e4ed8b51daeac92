const utf8 = new TextEncoder()

/** Collects big-endian values in a buffer that grows as needed. */
export class Writer {
  #octets: Uint8Array
  #view: DataView
  length = 0

  constructor(capacity = 64) {
    this.#octets = new Uint8Array(capacity)
    this.#view = new DataView(this.#octets.buffer)
  }

  /** Makes room for `count` octets and returns where they start. */
  #grow(count: number): number {
    const at = this.length
    const needed = at + count
    if (needed > this.#octets.length) {
      const larger = new Uint8Array(Math.max(needed, this.#octets.length * 2))
      larger.set(this.#octets)
      this.#octets = larger
      this.#view = new DataView(larger.buffer)
    }
    this.length = needed
    return at
  }

  u8(value: number): this {
    const at = this.#grow(1)
    this.#octets[at] = value
    return this
  }

  u16(value: number): this {
    const at = this.#grow(2)
    this.#view.setUint16(at, value)
    return this
  }

  u32(value: number): this {
    const at = this.#grow(4)
    this.#view.setUint32(at, value)
    return this
  }

  i8(value: number): this {
    return this.u8(value)
  }

  i16(value: number): this {
    return this.u16(value)
  }

  i32(value: number): this {
    return this.u32(value)
  }

  u64(value: bigint): this {
    const at = this.#grow(8)
    this.#view.setBigUint64(at, value)
    return this
  }

  i64(value: bigint): this {
    return this.u64(value)
  }

  f32(value: number): this {
    const at = this.#grow(4)
    this.#view.setFloat32(at, value)
    return this
  }

  f64(value: number): this {
    const at = this.#grow(8)
    this.#view.setFloat64(at, value)
    return this
  }

  bytes(value: Uint8Array): this {
    const at = this.#grow(value.length)
    this.#octets.set(value, at)
    return this
  }

  /** One octet a character; characters above U+00FF keep their low octet only. */
  latin1(text: string): this {
    const at = this.#grow(text.length)
    for (let i = 0; i < text.length; i++) this.#octets[at + i] = text.charCodeAt(i)
    return this
  }

  utf8(text: string): this {
    return this.bytes(utf8.encode(text))
  }

  /** What has been written, as a view on this writer's buffer: write no further afterwards. */
  finish(): Uint8Array {
    return this.#octets.subarray(0, this.length)
  }
}
