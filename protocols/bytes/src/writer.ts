const utf8 = new TextEncoder()

/** Turns floats into octets; filled and emptied within one call. */
const float = new DataView(new ArrayBuffer(8))

/** Collects big-endian values in a buffer that grows as needed. */
export class Writer {
  #octets: Uint8Array
  length = 0

  constructor(capacity = 64) {
    this.#octets = new Uint8Array(capacity)
  }

  /** Makes room for `count` octets and returns where they start. */
  #grow(count: number): number {
    const at = this.length
    const needed = at + count
    if (needed > this.#octets.length) {
      const larger = new Uint8Array(Math.max(needed, this.#octets.length * 2))
      larger.set(this.#octets)
      this.#octets = larger
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
    this.#octets[at] = value >>> 8
    this.#octets[at + 1] = value
    return this
  }

  u32(value: number): this {
    const at = this.#grow(4)
    const octets = this.#octets
    octets[at] = value >>> 24
    octets[at + 1] = value >>> 16
    octets[at + 2] = value >>> 8
    octets[at + 3] = value
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
    return this.u32(Number(BigInt.asUintN(32, value >> 32n))).u32(Number(BigInt.asUintN(32, value)))
  }

  i64(value: bigint): this {
    return this.u64(value)
  }

  f32(value: number): this {
    float.setFloat32(0, value)
    return this.u32(float.getUint32(0))
  }

  f64(value: number): this {
    float.setFloat64(0, value)
    return this.u32(float.getUint32(0)).u32(float.getUint32(4))
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

  /** What has been written; it may be a view on this writer's buffer: write no further afterwards. */
  finish(): Uint8Array {
    // V8 keeps arrays of up to 64 octets in its own heap: there a copy is cheaper than a view.
    return this.length <= 64 ? this.#octets.slice(0, this.length) : this.#octets.subarray(0, this.length)
  }
}
