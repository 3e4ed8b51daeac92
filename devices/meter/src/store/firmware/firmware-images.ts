import { createHash } from 'node:crypto'
import { fromHex, toHex } from '@ferraris/bytes'
import { partOf } from '@ferraris/metering'
import { isLegal } from '../../parts/part.ts'
import type { NonVolatile } from '../memory/non-volatile.ts'

/** An image as it is announced before its blocks come. */
export type ImageTransfer = {
  /** Tells its blocks from those of others, 8 bit. */
  readonly id: number
  /** Octets. */
  readonly size: number
  /** SHA-256 of the image, 64 hex digits. */
  readonly sha256: string
  /** The firmware version that it becomes. */
  readonly version: string
}

/** Makes the meter run an image, known by the hex of its signature or digest. */
type Install = (image: { readonly version: string; readonly signature: string }, now: number) => boolean

/** Octets of every block but the last. */
const imageBlock = 96
/** Longest image that is taken. */
const maxSize = 1_000_000

const transferSetting = 'firmware.transfer'
function blockKey(block: number): string {
  return `firmware.block.${block}`
}

/**
 * The transfer of an image: announced by an authorized client, then block by block from anywhere and in any order,
 * then activated, if it is the image that was announced. What was received outlives a restart.
 */
export class FirmwareImages {
  readonly #memory: NonVolatile
  readonly #install: Install

  constructor(memory: NonVolatile, install: Install) {
    this.#memory = memory
    this.#install = install
  }

  get transfer(): ImageTransfer | undefined {
    return this.#memory.get<ImageTransfer | null>(transferSetting) ?? undefined
  }

  /** Blocks of the image that is under way. */
  get blocks(): number {
    return Math.ceil((this.transfer?.size ?? 0) / imageBlock)
  }

  /** Announces an image; what has come of another one is dropped, of the same one kept. False for one that is none. */
  begin(transfer: ImageTransfer): boolean {
    if (transfer.size === 0 || transfer.size > maxSize || transfer.version === '') return false
    // A legal part comes with a signature, for which these tables have no room.
    if (isLegal(partOf(transfer.version))) return false
    if (transfer.sha256 !== this.transfer?.sha256) this.#drop()
    this.#memory.set(transferSetting, transfer)
    return true
  }

  /** Drops the image that is under way. */
  abandon(): void {
    this.#drop()
    this.#memory.set(transferSetting, null)
  }

  has(block: number): boolean {
    return typeof this.#memory.get<string | null>(blockKey(block)) === 'string'
  }

  /** Takes a block of the image under way; a block once taken stays. False for one that does not belong to it. */
  take(id: number, block: number, data: Uint8Array): boolean {
    const { transfer } = this
    if (transfer?.id !== id || block >= this.blocks) return false
    if (data.length !== Math.min(imageBlock, transfer.size - block * imageBlock)) return false
    if (!this.has(block)) this.#memory.set(blockKey(block), toHex(data))
    return true
  }

  /** Activates the image. False while blocks are missing, and for another image than announced; its blocks are dropped. */
  activate(now: number): boolean {
    const { transfer } = this
    if (transfer === undefined) return false
    const hash = createHash('sha256')
    for (let block = 0; block < this.blocks; block++) {
      const data = this.#memory.get<string | null>(blockKey(block))
      if (typeof data !== 'string') return false
      hash.update(fromHex(data))
    }
    const whole = hash.digest('hex') === transfer.sha256
    this.#drop()
    if (!whole) return false
    this.#memory.set(transferSetting, null)
    return this.#install({ version: transfer.version, signature: transfer.sha256 }, now)
  }

  #drop(): void {
    for (let block = 0; block < this.blocks; block++) {
      if (this.has(block)) this.#memory.set(blockKey(block), null)
    }
  }
}
