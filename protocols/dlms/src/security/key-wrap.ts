import { createCipheriv, createDecipheriv } from 'node:crypto'
import { SecurityError } from './security-error.ts'

/** AES key wrap (RFC 3394), by which keys travel: key_transfer of the security setup, wrapped keys in APDUs. */
const initialValue = new Uint8Array(8).fill(0xa6)
const algorithm = (kek: Uint8Array) => `id-aes${kek.length * 8}-wrap` as 'aes-128-cbc'

/** @param kek key-encrypting (master) key, 16 or 32 octets  @returns 8 octets more than `key` */
export function wrapKey(kek: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv(algorithm(kek), kek, initialValue)
  return new Uint8Array([...cipher.update(key), ...cipher.final()])
}

/** Throws {@link SecurityError} `tag-mismatch` if this is not the key that wrapped. */
export function unwrapKey(kek: Uint8Array, wrapped: Uint8Array): Uint8Array {
  try {
    const decipher = createDecipheriv(algorithm(kek), kek, initialValue)
    return new Uint8Array([...decipher.update(wrapped), ...decipher.final()])
  } catch {
    throw new SecurityError('tag-mismatch', 'the master key (KEK) is not the one that wrapped this key')
  }
}
