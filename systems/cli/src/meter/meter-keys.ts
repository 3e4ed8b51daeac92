import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { toHex } from '@ferraris/bytes'
import { type AssociationKeys, CLIENTS, type MeterKeys } from '@ferraris/meter'
import { InputError, Refusal } from '../errors.ts'
import { parseKeyRing } from '../keys/key-file.ts'

export interface KeysOfMeter {
  readonly keys: MeterKeys
  readonly file: string
  readonly isNew: boolean
}

const secured = ['reader', 'management'] as const

/** The keys of a virtual meter from a key ring; a ring that is not there is made. Throws InputError, Refusal. */
export function openMeterKeys(file: string, serial: string): KeysOfMeter {
  const text = readIfThere(file)
  if (text === undefined) return { keys: makeKeys(file, serial), file, isNew: true }
  const ring = parseKeyRing(text, file)
  const keysOf = (client: number): AssociationKeys => {
    const entry = ring.find(
      ({ device, client: of, secret }) =>
        (device ?? serial) === serial && (of ?? client) === client && secret.kind === 'keys',
    )
    if (entry?.secret.kind === 'keys') return entry.secret
    throw new InputError(
      '--keys',
      `${file} has no keys of ${serial} for client ${client}`,
      'add them, or name a file that is not there yet',
    )
  }
  return {
    keys: { reader: keysOf(CLIENTS.reader), management: keysOf(CLIENTS.management) },
    file,
    isNew: false,
  }
}

function makeKeys(file: string, serial: string): MeterKeys {
  const fresh = (): AssociationKeys => ({ guek: randomBytes(16), gak: randomBytes(16) })
  const keys: MeterKeys = { reader: fresh(), management: fresh() }
  const ring = secured.map(name => ({
    device: serial,
    client: CLIENTS[name],
    guek: toHex(keys[name].guek),
    gak: toHex(keys[name].gak),
  }))
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify(ring, undefined, 1)}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code
    throw new Refusal('process', 'data-unwritable', `key ring ${file} cannot be written: ${why}`, {
      cause: error,
    })
  }
  return keys
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new InputError('--keys', `key ring ${file} cannot be read: ${message}`, 'choose another file', {
      cause: error,
    })
  }
}
