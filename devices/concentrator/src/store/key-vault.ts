import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { StoreError } from './store-error.ts'

/** AES key wrap (RFC 3394) with a key-encryption key of 256 bits. */
const algorithm = 'id-aes256-wrap'
const initialValue = Buffer.alloc(8, 0xa6)
const kekLength = 32

/** Wraps the secrets of meters before they go to the disk, and brings them back. */
export class KeyVault {
  readonly #kek: Uint8Array

  /** Takes a key-encryption key of 32 octets. */
  constructor(kek: Uint8Array) {
    if (kek.length !== kekLength) throw new StoreError('kek', `a key-encryption key has ${kekLength} octets`)
    this.#kek = kek
  }

  /**
   * Reads the key-encryption key from a file that no other user may read, or makes one. It belongs on another medium
   * than the store: both together give the meters' keys. Throws {@link StoreError} `kek`.
   */
  static open(path: string): KeyVault {
    if (!existsSync(path)) {
      const made = randomBytes(kekLength)
      // It gets its name when it is whole: a process killed in between leaves no empty key.
      const draft = `${path}.${process.pid}`
      writeFileSync(draft, `${made.toString('hex')}\n`, { mode: 0o600, flush: true })
      linkSync(draft, path)
      unlinkSync(draft)
      return new KeyVault(made)
    }
    if ((statSync(path).mode & 0o077) !== 0) {
      throw new StoreError('kek', `${path} can be read by others; give it mode 0600`)
    }
    const text = readFileSync(path, 'utf8').trim()
    if (!/^[0-9a-fA-F]{64}$/.test(text)) throw new StoreError('kek', `${path} does not hold 64 hex digits`)
    return new KeyVault(Buffer.from(text, 'hex'))
  }

  wrap(key: Uint8Array): Uint8Array {
    const cipher = createCipheriv(algorithm, this.#kek, initialValue)
    return Buffer.concat([cipher.update(key), cipher.final()])
  }

  /** Throws {@link StoreError} `kek` for what was wrapped with another key, or damaged. */
  unwrap(wrapped: Uint8Array): Uint8Array {
    const decipher = createDecipheriv(algorithm, this.#kek, initialValue)
    try {
      return Buffer.concat([decipher.update(wrapped), decipher.final()])
    } catch (cause) {
      throw new StoreError('kek', 'the key-encryption key is not the one that the keys were wrapped with', {
        cause,
      })
    }
  }
}
