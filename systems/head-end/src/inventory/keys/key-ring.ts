import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, link, readFile, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { inspect } from 'node:util'
import { defineErrors } from '@ferraris/errors'

/** A key that cannot be used, or the key-encryption key that wraps them. Never carries key material. */
export class KeyError extends defineErrors('keys', {
  'kek-invalid': [
    'local',
    'the key-encryption key is no 32 octets',
    'give 64 hex digits in its file or in the environment',
  ],
  'kek-missing': [
    'local',
    'the store has keys, and the key-encryption key that they are wrapped under is not here',
    'bring back the file kek of this store, or give it in FERRARIS_KEK; where it is lost for good, start once with FERRARIS_KEK_LOST=delete-keys and enrol the meters again',
  ],
  'kek-other': [
    'local',
    'the key-encryption key is not the one that the keys of this store are wrapped under',
    'bring back FERRARIS_KEK or the file kek of this store; where it is lost for good, start once with FERRARIS_KEK_LOST=delete-keys',
  ],
  'unwrap-failed': [
    'local',
    'a key was wrapped under another key-encryption key, or is damaged',
    'give the key-encryption key of this store, or enrol the meter again',
  ],
  'key-invalid': ['local', 'a device key has a wrong length', 'give 16, 24 or 32 octets'],
}) {}

/** A device's key that can be used but does not show itself: prints as `[key]` wherever it is printed. */
export class KeyHandle {
  readonly #octets: Uint8Array

  constructor(octets: Uint8Array) {
    this.#octets = octets
  }

  /** The key for a cipher. Hand it on at once; keep the handle. */
  octets(): Uint8Array {
    return this.#octets
  }

  toJSON(): string {
    return '[key]'
  }

  toString(): string {
    return '[key]'
  }

  [inspect.custom](): string {
    return '[key]'
  }
}

/** RFC 3394, 2.2.3.1: what a wrapped key's integrity register starts from. */
const initialValue = Buffer.alloc(8, 0xa6)
/** RFC 5649, 3: the same where padding makes up for any length. */
const paddedInitialValue = Buffer.from('a65959a6', 'hex')

/**
 * Wraps device keys under the key-encryption key (AES key wrap, RFC 3394) for the store, and unwraps them for use.
 * Wrapping is deterministic, so that enrolling the same key again changes nothing.
 */
export class KeyRing {
  readonly #kek: KeyObject

  constructor(kek: Uint8Array) {
    if (kek.length !== 32)
      throw new KeyError('kek-invalid', `the key-encryption key has ${kek.length} octets, not 32`)
    this.#kek = createSecretKey(kek)
  }

  wrap(key: Uint8Array): Buffer {
    if (key.length % 8 !== 0 || key.length < 16 || key.length > 32) {
      throw new KeyError('key-invalid', `a device key has 16, 24 or 32 octets, not ${key.length}`)
    }
    const cipher = createCipheriv('id-aes256-wrap', this.#kek, initialValue)
    return Buffer.concat([cipher.update(key), cipher.final()])
  }

  /** Throws KeyError `unwrap-failed` if the key was wrapped under another key-encryption key, or is damaged. */
  unwrap(wrapped: Uint8Array): KeyHandle {
    return this.#open('id-aes256-wrap', initialValue, wrapped)
  }

  /** Wraps secrets of any length, at least one octet (AES key wrap with padding, RFC 5649). */
  seal(octets: Uint8Array): Buffer {
    const cipher = createCipheriv('id-aes256-wrap-pad', this.#kek, paddedInitialValue)
    return Buffer.concat([cipher.update(octets), cipher.final()])
  }

  /** Throws KeyError `unwrap-failed` as {@link unwrap} does. */
  unseal(sealed: Uint8Array): KeyHandle {
    return this.#open('id-aes256-wrap-pad', paddedInitialValue, sealed)
  }

  #open(algorithm: string, start: Buffer, wrapped: Uint8Array): KeyHandle {
    try {
      const decipher = createDecipheriv(algorithm, this.#kek, start)
      return new KeyHandle(Buffer.concat([decipher.update(wrapped), decipher.final()]))
    } catch {
      throw new KeyError(
        'unwrap-failed',
        'a stored key does not open: it was wrapped under another key-encryption key; bring back FERRARIS_KEK or the kek file of that store',
      )
    }
  }
}

/**
 * The key ring of a data folder: the key-encryption key is `FERRARIS_KEK` (64 hex digits), else the file `kek`,
 * which the first start makes for its owner alone. Throws KeyError: `kek-invalid`, or `kek-missing` where none may be made.
 */
export async function openKeyRing(
  dataFolder: string,
  env: NodeJS.ProcessEnv = process.env,
  mayMake = true,
): Promise<KeyRing> {
  const given = env.FERRARIS_KEK
  if (given !== undefined && given !== '') return new KeyRing(parseKek(given, 'FERRARIS_KEK'))
  const file = path.join(dataFolder, 'kek')
  if (!existsSync(file)) {
    if (!mayMake) throw new KeyError('kek-missing', `${file} is not there`)
    await makeKek(file)
  }
  await chmod(file, 0o600)
  return new KeyRing(parseKek((await readFile(file, 'utf8')).trim(), file))
}

/** The file gets its name when it is whole: a process killed in between leaves no empty key. */
async function makeKek(file: string): Promise<void> {
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true })
  try {
    await link(draft, file)
  } catch (error) {
    // Another process of this start was first: its key holds.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await unlink(draft)
  }
}

function parseKek(hex: string, source: string): Buffer {
  if (!/^[0-9a-fA-F]{64}$/.test(hex)) throw new KeyError('kek-invalid', `${source} must be 64 hex digits`)
  return Buffer.from(hex, 'hex')
}
