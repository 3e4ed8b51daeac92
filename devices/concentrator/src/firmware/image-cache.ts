import { createHash } from 'node:crypto'
import type { DownMessage, UpMessage } from '@ferraris/uplink'
import type { ImageTable } from '../store/image-table.ts'

type ImagePart = Extract<DownMessage, { readonly kind: 'image-part' }>

/**
 * Images of firmware by their SHA-256. The head-end is asked for one part after the other, each with where it begins, so
 * that a restart or a lost uplink costs no more than the part that was under way.
 */
export class ImageCache {
  readonly #table: ImageTable
  readonly #whole = new Map<string, Uint8Array>()
  /** Why an image will not come. */
  readonly #faults = new Map<string, string>()
  /** Where the part begins that was asked for. */
  readonly #asked = new Map<string, number>()

  constructor(table: ImageTable) {
    this.#table = table
  }

  /** The image; undefined while it is not all here. */
  image(sha256: string): Uint8Array | undefined {
    const known = this.#whole.get(sha256)
    if (known !== undefined) return known
    const extent = this.#table.extent(sha256)
    if (extent === undefined || extent.here < extent.size) return undefined
    const octets = this.#table.octets(sha256)
    if (createHash('sha256').update(octets).digest('hex') === sha256) {
      this.#whole.set(sha256, octets)
      return octets
    }
    this.#table.drop(sha256)
    this.#faults.set(sha256, 'what the head-end gave for this image has another SHA-256')
    return undefined
  }

  /** Why an image will not come; undefined while it may. It can be asked for again afterwards. */
  takeFault(sha256: string): string | undefined {
    const fault = this.#faults.get(sha256)
    this.#faults.delete(sha256)
    return fault
  }

  /** A part has come. Throws StoreError when it cannot be kept. */
  take({ sha256, size, offset, octets }: ImagePart): void {
    if (size === 0) this.#faults.set(sha256, 'the head-end has no such image')
    else this.#table.append(sha256, size, offset, Buffer.from(octets, 'base64'))
  }

  /** What the head-end must be asked for to complete these images, once each. */
  *requests(wanted: Iterable<string>): Generator<UpMessage> {
    for (const sha256 of wanted) {
      if (this.#faults.has(sha256) || this.image(sha256) !== undefined) continue
      const offset = this.#table.extent(sha256)?.here ?? 0
      if (this.#faults.has(sha256) || this.#asked.get(sha256) === offset) continue
      this.#asked.set(sha256, offset)
      yield { kind: 'image-request', sha256, offset }
    }
  }

  /** Requests or their answers may have been lost: they are made again. */
  askAgain(): void {
    this.#asked.clear()
  }

  /** Drops all images but these. */
  keepOnly(wanted: ReadonlySet<string>): void {
    for (const sha256 of this.#table.all()) {
      if (wanted.has(sha256)) continue
      this.#table.drop(sha256)
      this.#whole.delete(sha256)
      this.#asked.delete(sha256)
    }
  }
}
