import { type CipherGCMTypes, createCipheriv, createDecipheriv } from 'node:crypto'
import { concat } from '@ferraris/bytes'
import { SecurityError } from '../security-error.ts'

/** AES key wrap (RFC 3394), by which keys travel: key_transfer of the security setup, wrapped keys in APDUs. */
const initialValue = new Uint8Array(8).fill(0xa6)

/** Node's types name only ciphers with an authentication tag and leave all others plain text. */
function algorithmFor(kek: Uint8Array): Exclude<string, CipherGCMTypes> {
  if (kek.length !== 16 && kek.length !== 32)
    throw new SecurityError('key-invalid', `a master key (KEK) has 16 or 32 octets, not ${kek.length}`)
  return `id-aes${kek.length * 8}-wrap`
}

/**
 * Wraps a key under a key-encrypting (master) key of 16 or 32 octets; the result has 8 octets more than the key. Throws
 * {@link SecurityError} `key-invalid`.
 */
export function wrapKey(kek: Uint8Array, key: Uint8Array): Uint8Array {
  const algorithm = algorithmFor(kek)
  if (key.length !== 16 && key.length !== 32)
    throw new SecurityError('key-invalid', `a key to wrap has 16 or 32 octets, not ${key.length}`)
  const cipher = createCipheriv(algorithm, kek, initialValue)
  return concat(cipher.update(key), cipher.final())
}

/** Throws {@link SecurityError} `tag-mismatch` if this is not the key that wrapped. */
export function unwrapKey(kek: Uint8Array, wrapped: Uint8Array): Uint8Array {
  const algorithm = algorithmFor(kek)
  try {
    const decipher = createDecipheriv(algorithm, kek, initialValue)
    return concat(decipher.update(wrapped), decipher.final())
  } catch {
    throw new SecurityError('tag-mismatch', 'the master key (KEK) is not the one that wrapped this key')
  }
}
