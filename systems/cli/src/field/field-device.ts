import type { KeyObject } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import {
  checkValidity,
  type FieldDeviceKeys,
  newKeyPair,
  openSigned,
  privateKeyOf,
  publicHalf,
  publicKeyOf,
  signDocument,
  unseal,
  type WorkOrder,
  WorkOrderError,
  type WorkResults,
} from '@ferraris/work-order'
import { InputError } from '../errors.ts'

interface DeviceFile {
  /** Secret keys in PEM. */
  readonly sealing: string
  readonly signing: string
  /** The key by which this head-end signs, base64url. */
  readonly headEnd: string
}

/** Identity of this field device, key of its head-end, and the latest time seen: a folder of files for its owner alone. */
export class FieldDevice {
  readonly folder: string
  readonly #sealing: KeyObject
  readonly #signing: KeyObject
  readonly #headEnd: KeyObject

  private constructor(folder: string, file: DeviceFile) {
    this.folder = folder
    this.#sealing = privateKeyOf(file.sealing)
    this.#signing = privateKeyOf(file.signing)
    this.#headEnd = publicKeyOf('Ed25519', file.headEnd)
  }

  /** Makes the keys of a device that takes orders of one head-end; one that has keys keeps them. Throws InputError. */
  static make(folder: string, headEnd: string): FieldDevice {
    publicKeyOf('Ed25519', headEnd)
    const known = FieldDevice.#read(folder)
    const keys = known ?? { sealing: newKeyPair('x25519'), signing: newKeyPair('ed25519') }
    const file = { sealing: keys.sealing, signing: keys.signing, headEnd }
    mkdirSync(join(folder, 'orders'), { recursive: true, mode: 0o700 })
    replaceFile(join(folder, deviceFile), `${JSON.stringify(file, undefined, 1)}\n`)
    return new FieldDevice(folder, file)
  }

  /** Throws InputError where no device was made. */
  static open(folder: string): FieldDevice {
    const file = FieldDevice.#read(folder)
    if (file !== undefined) return new FieldDevice(folder, file)
    throw new InputError(
      '--data',
      `${folder} is no folder of a field device`,
      'make one with ferraris field init',
    )
  }

  static #read(folder: string): DeviceFile | undefined {
    try {
      return JSON.parse(readFileSync(join(folder, deviceFile), 'utf8')) as DeviceFile
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new InputError(
        '--data',
        `${join(folder, deviceFile)} cannot be read`,
        'bring it back, or make another',
        {
          cause: error,
        },
      )
    }
  }

  /** What the head-end has to know of us. */
  get publicKeys(): FieldDeviceKeys {
    return { sealing: publicHalf(this.#sealing), signing: publicHalf(this.#signing) }
  }

  /** What proves to a concentrator that a ticket is ours. */
  get signingKey(): KeyObject {
    return this.#signing
  }

  /** An order of our head-end for us, with its keys as a key ring. Throws WorkOrderError. */
  openOrder(text: string): { readonly order: WorkOrder; readonly keys: string } {
    const order = openSigned('work order', text, this.#headEnd) as WorkOrder
    if (order.fieldDevice.sealing !== this.publicKeys.sealing)
      throw new WorkOrderError('foreign', `order ${order.id} is not for this field device`)
    return { order, keys: unseal(this.#sealing, order.id, order.keys) }
  }

  /** Whether an order may be carried out now; remembers the time, which must not go back. Throws WorkOrderError. */
  check(order: WorkOrder, now: number): void {
    const latest = this.#latest()
    checkValidity(order, now, latest)
    if (latest === undefined || now > latest)
      replaceFile(join(this.folder, latestFile), new Date(now).toISOString())
  }

  sign(results: WorkResults): string {
    return signDocument('work results', results, this.#signing)
  }

  #latest(): number | undefined {
    try {
      const time = Date.parse(readFileSync(join(this.folder, latestFile), 'utf8'))
      return Number.isNaN(time) ? undefined : time
    } catch {
      return undefined
    }
  }
}

const deviceFile = 'device.json'
const latestFile = 'latest-time'

/** Puts a file in another one's place, whole or not at all. */
export function replaceFile(file: string, text: string): void {
  const draft = `${file}.new`
  const handle = openSync(draft, 'w', 0o600)
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(draft, file)
}
