/** A firmware image on its way to meters, in the blocks that their network carries. */
export class Image {
  readonly octets: Uint8Array
  readonly sha256: Uint8Array
  /** The meter's firmware version afterwards. */
  readonly version: string
  readonly #blockSize: number

  constructor(octets: Uint8Array, sha256: string, version: string, blockSize: number) {
    this.octets = octets
    this.sha256 = Buffer.from(sha256, 'hex')
    this.version = version
    this.#blockSize = blockSize
  }

  get blocks(): number {
    return Math.ceil(this.octets.length / this.#blockSize)
  }

  block(index: number): Uint8Array {
    return this.octets.subarray(index * this.#blockSize, (index + 1) * this.#blockSize)
  }
}
