import { createCipheriv, createDecipheriv } from 'node:crypto'

/** AES key wrap with a 128-bit master key (RFC 3394), as suite 0 transports its keys (IEC 62056-5-3, 5.3.5.4). */
const ALGORITHM = 'id-aes128-wrap'
const INITIAL_VALUE = Buffer.alloc(8, 0xa6)

/** Wraps a key of 16 octets into 24. */
export const wrapKey = (masterKey: Uint8Array, key: Uint8Array): Uint8Array => {
  const cipher = createCipheriv(ALGORITHM, masterKey, INITIAL_VALUE)
  return Buffer.concat([cipher.update(key), cipher.final()])
}

/** The key that was wrapped, 16 octets; undefined when it was wrapped with another master key, or is none. */
export const unwrapKey = (masterKey: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined => {
  if (wrapped.length !== 24) return undefined
  const decipher = createDecipheriv(ALGORITHM, masterKey, INITIAL_VALUE)
  try {
    return Buffer.concat([decipher.update(wrapped), decipher.final()])
  } catch {
    return undefined
  }
}
