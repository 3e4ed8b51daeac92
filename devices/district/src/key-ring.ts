import { randomBytes } from 'node:crypto'
import { toHex } from '@ferraris/bytes'
import { clients, type MeterKeys } from '@ferraris/meter'
import { keyRing, masterKeysFile, readJson, writeJson } from './data-folder.ts'
import { DistrictError } from './district-error.ts'

/** One entry of the key ring: the keys of one association of one meter, in hex. */
interface RingEntry {
  readonly device: string
  readonly client: number
  readonly guek: string
  readonly gak: string
}

/** The keys of a district's meters. */
export type KeyRing = ReadonlyMap<string, MeterKeys>

const secured = ['reader', 'management'] as const

/** The keys kept in a data folder, by serial; none where there is no ring yet. */
export function readKeyRing(folder: string): KeyRing {
  const found = readJson(folder, keyRing, 'keys-damaged') ?? []
  if (!Array.isArray(found) || !found.every(isRingEntry)) {
    throw new DistrictError('keys-damaged', `${folder}/${keyRing} is no key ring; restore it`)
  }
  const masterKeys = readMasterKeys(folder)
  const entries = new Map(found.map(entry => [`${entry.device} ${entry.client}`, entry]))
  const ring = new Map<string, MeterKeys>()
  for (const { device } of found) {
    const [reader, management] = secured.map(client => entries.get(`${device} ${clients[client]}`))
    if (reader === undefined || management === undefined) {
      throw new DistrictError('keys-damaged', `${folder}/${keyRing} lacks a key of ${device}; restore it`)
    }
    const masterKey = masterKeys.get(device)
    ring.set(device, {
      reader: octetsOf(reader),
      management: octetsOf(management),
      ...(masterKey && { masterKey: Buffer.from(masterKey, 'hex') }),
    })
  }
  return ring
}

/** The master keys by serial, hex; a meter without one keeps its other keys for life. */
export function readMasterKeys(folder: string): ReadonlyMap<string, string> {
  const found = readJson(folder, masterKeysFile, 'keys-damaged') ?? {}
  return new Map(Object.entries(found as Record<string, string>).filter(([, key]) => isKey(key)))
}

/** Fresh keys for one meter: each association its own pair, and a master key. */
export function generateKeys(): MeterKeys {
  return {
    masterKey: randomBytes(16),
    reader: { guek: randomBytes(16), gak: randomBytes(16) },
    management: { guek: randomBytes(16), gak: randomBytes(16) },
  }
}

/** Writes the ring and the master keys, readable by their owner only. */
export function writeKeyRing(folder: string, ring: KeyRing): void {
  const masterKeys = [...ring].flatMap(([device, { masterKey }]) =>
    masterKey === undefined ? [] : [[device, toHex(masterKey)]],
  )
  writeJson(folder, masterKeysFile, Object.fromEntries(masterKeys))
  writeJson(
    folder,
    keyRing,
    [...ring].flatMap(([device, keys]) =>
      secured.map((client): RingEntry => {
        const { guek, gak } = keys[client]
        return { device, client: clients[client], guek: toHex(guek), gak: toHex(gak) }
      }),
    ),
  )
}

function octetsOf({ guek, gak }: RingEntry) {
  return {
    guek: Buffer.from(guek, 'hex'),
    gak: Buffer.from(gak, 'hex'),
  }
}

function isRingEntry(entry: RingEntry): boolean {
  return (
    typeof entry.device === 'string' && Number.isInteger(entry.client) && [entry.guek, entry.gak].every(isKey)
  )
}

function isKey(key: string): boolean {
  return /^[0-9a-f]{32}$/i.test(key)
}
