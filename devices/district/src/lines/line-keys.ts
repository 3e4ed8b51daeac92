import { randomBytes } from 'node:crypto'
import { toHex } from '@ferraris/bytes'
import { lineKeysFile, readJson, writeJson } from '../data-folder.ts'
import { DistrictError } from '../district-error.ts'

/** Keys of METERS AND MORE of one meter, 16 octets each: K1 writes, K2 reads. */
export interface LineKeys {
  readonly k1: Uint8Array
  readonly k2: Uint8Array
}

/** By serial. */
export type LineKeyRing = ReadonlyMap<string, LineKeys>

interface Entry {
  readonly device: string
  readonly k1: string
  readonly k2: string
}

/** The SMITP keys kept in a data folder; none where there are none yet. */
export function readLineKeys(folder: string): LineKeyRing {
  const found = readJson(folder, lineKeysFile, 'keys-damaged') ?? []
  if (!Array.isArray(found) || !found.every(isEntry)) {
    throw new DistrictError('keys-damaged', `${folder}/${lineKeysFile} is no list of keys; restore it`)
  }
  return new Map(
    found.map(({ device, k1, k2 }: Entry) => [
      device,
      { k1: Buffer.from(k1, 'hex'), k2: Buffer.from(k2, 'hex') },
    ]),
  )
}

export function generateLineKeys(): LineKeys {
  return { k1: randomBytes(16), k2: randomBytes(16) }
}

/** Writes them, readable by their owner only. */
export function writeLineKeys(folder: string, ring: LineKeyRing): void {
  writeJson(
    folder,
    lineKeysFile,
    Array.from(ring, ([device, { k1, k2 }]): Entry => ({ device, k1: toHex(k1), k2: toHex(k2) })),
  )
}

function isEntry({ device, k1, k2 }: Entry): boolean {
  return typeof device === 'string' && [k1, k2].every(key => /^[0-9a-f]{32}$/i.test(key))
}
