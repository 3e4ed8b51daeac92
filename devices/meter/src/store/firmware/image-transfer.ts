import { createHash } from 'node:crypto'
import { concat, defined, fromHex, toHex } from '@ferraris/bytes'
import type { PublicKey } from '@ferraris/dlms/security'
import type { AtomicMemory } from '../memory/atomic-memory.ts'
import { type FirmwareImage, readFirmwareImage } from './firmware-format.ts'

/** image_transfer_status (IEC 62056-6-2, class 18, attribute 6), as far as a transfer comes here. */
type TransferStatus =
  | 'not-initiated'
  | 'initiated'
  | 'verification-successful'
  | 'verification-failed'
  | 'activation-successful'

/** Octets of every block but the last. */
export const transferBlockSize = 256
/** Longest image that is taken. */
const maxSize = 2_000_000
const longestIdentifier = 64

const transferSetting = 'image.transfer'
const enabledSetting = 'image.enabled'
function blockKey(block: number): string {
  return `image.block.${block}`
}

type Kept = {
  /** Hex. */
  readonly identifier: string
  readonly size: number
  readonly status: Exclude<TransferStatus, 'not-initiated'>
  /** What a verified image says of itself. */
  readonly info?: { readonly version: string; readonly signature: string }
}

/** What of an image depends on the part of the meter that it is of. */
export interface ImageRights {
  /** Verifies the signature of a version; undefined where the digest is enough, `none` for a part that cannot be replaced. */
  signerOf(version: string): PublicKey | 'none' | undefined
  /** Makes the meter run it; false where it cannot. */
  install(image: { readonly version: string; readonly signature: string }, now: number): boolean
}

/**
 * The transfer of a firmware image in blocks, in any order and with any pauses (class 18). Each block is kept as it
 * comes; the status is one value of the memory, so that a power cut leaves it before or after a step.
 */
export class ImageTransfer {
  readonly #memory: AtomicMemory
  readonly #rights: ImageRights

  constructor(memory: AtomicMemory, rights: ImageRights) {
    this.#memory = memory
    this.#rights = rights
  }

  get enabled(): boolean {
    return this.#memory.get<boolean>(enabledSetting) ?? false
  }

  set enabled(enabled: boolean) {
    this.#memory.set(enabledSetting, enabled)
  }

  get status(): TransferStatus {
    return this.#kept?.status ?? 'not-initiated'
  }

  /** Of the image under way. */
  get blocks(): number {
    return Math.ceil((this.#kept?.size ?? 0) / transferBlockSize)
  }

  has(block: number): boolean {
    return typeof this.#memory.get<string | null>(blockKey(block)) === 'string'
  }

  /** The lowest block that is missing; the number of blocks when none is. */
  get firstMissing(): number {
    let block = 0
    while (block < this.blocks && this.has(block)) block++
    return block
  }

  /** What a verified image holds. */
  get verified(): { size: number; identification: Uint8Array; signature: Uint8Array } | undefined {
    const { info, size = 0 } = this.#kept ?? {}
    return info && { size, identification: ascii(info.version), signature: fromHex(info.signature) }
  }

  /** Begins the transfer of an image; whatever has come of another one is dropped. */
  initiate(identifier: Uint8Array, size: number): boolean {
    if (!this.enabled || size === 0 || size > maxSize) return false
    if (identifier.length === 0 || identifier.length > longestIdentifier) return false
    this.#memory.atomically(() => {
      this.#drop()
      this.#keep({ identifier: toHex(identifier), size, status: 'initiated' })
    })
    return true
  }

  /** Takes a block; the same one again changes nothing. False for one that does not belong to the image. */
  take(block: number, octets: Uint8Array): boolean {
    const kept = this.#kept
    if (!this.enabled || kept === undefined || block >= this.blocks) return false
    if (kept.status !== 'initiated' && kept.status !== 'verification-failed') return false
    if (octets.length !== Math.min(transferBlockSize, kept.size - block * transferBlockSize)) return false
    this.#memory.set(blockKey(block), toHex(octets))
    return true
  }

  /** Checks the image: whole, for this meter, genuine, and the one that was announced. */
  verify(): boolean {
    const kept = this.#kept
    if (!this.enabled || kept === undefined || this.firstMissing < this.blocks) return false
    if (kept.status === 'activation-successful') return false
    const octets = concat(...Array.from({ length: this.blocks }, (_, block) => this.#block(block)))
    const image = this.#genuine(octets)
    if (image === undefined || toHex(ascii(image.version)) !== kept.identifier) {
      this.#keep({ identifier: kept.identifier, size: kept.size, status: 'verification-failed' })
      return false
    }
    const signature = image.signature ?? createHash('sha256').update(octets).digest()
    const info = { version: image.version, signature: toHex(signature) }
    this.#keep({ identifier: kept.identifier, size: kept.size, status: 'verification-successful', info })
    return true
  }

  /** The image that octets are, if its part may come from its signer. */
  #genuine(octets: Uint8Array): FirmwareImage | undefined {
    const image = readFirmwareImage(octets)
    const signer = image && this.#rights.signerOf(image.version)
    if (signer === 'none') return undefined
    return signer === undefined ? image : readFirmwareImage(octets, signer)
  }

  /** Makes the meter run the image, which is verified first if it was not. */
  activate(now: number): boolean {
    if (!this.enabled || (this.status !== 'verification-successful' && !this.verify())) return false
    const kept = this.#kept
    if (kept?.info === undefined) return false
    const { info } = kept
    return this.#memory.atomically(() => {
      if (!this.#rights.install(info, now)) return false
      this.#drop()
      this.#keep({ ...kept, status: 'activation-successful' })
      return true
    })
  }

  #block(block: number): Uint8Array {
    return fromHex(defined(this.#memory.get<string>(blockKey(block)), `block ${block}`))
  }

  get #kept(): Kept | undefined {
    return this.#memory.get<Kept>(transferSetting)
  }

  #keep(transfer: Kept): void {
    this.#memory.set(transferSetting, transfer)
  }

  #drop(): void {
    for (let block = 0; block < this.blocks; block++) {
      if (this.has(block)) this.#memory.set(blockKey(block), null)
    }
  }
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
