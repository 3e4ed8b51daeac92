import { createECDH, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { concat } from '@ferraris/bytes'
import { SecurityError } from './security-error.ts'

/** A security suite with public keys: 1 is P-256 with SHA-256, 2 is P-384 with SHA-384 (IEC 62056-5-3, 5.3.4). */
export type PublicKeySuite = 1 | 2

const curves = {
  1: { name: 'P-256', ecdh: 'prime256v1', size: 32, hash: 'sha256' },
  2: { name: 'P-384', ecdh: 'secp384r1', size: 48, hash: 'sha384' },
} as const

/** A point as DLMS writes it: x and y without the octet 04. Its length tells the curve. */
export const suiteOfPublicKey = (point: Uint8Array): PublicKeySuite | undefined =>
  point.length === 64 ? 1 : point.length === 96 ? 2 : undefined

const base64 = (octets: Uint8Array): string => Buffer.from(octets).toString('base64url')

function publicKey(suite: PublicKeySuite, point: Uint8Array): KeyObject {
  const { name, size } = curves[suite]
  const x = base64(point.subarray(0, size))
  const y = base64(point.subarray(size))
  try {
    return createPublicKey({ key: { kty: 'EC', crv: name, x, y }, format: 'jwk' })
  } catch {
    throw new SecurityError('key-invalid', `the public key is no point of the curve ${name}`)
  }
}

/**
 * Whether the signature, r and s one after the other, was made over the message by the owner of the key. Throws
 * {@link SecurityError} `key-invalid`.
 */
export function verifySignature(
  suite: PublicKeySuite,
  point: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = publicKey(suite, point)
  return verify(curves[suite].hash, message, { key, dsaEncoding: 'ieee-p1363' }, signature)
}

/**
 * The secret Z that a Diffie-Hellman agreement gives both sides (NIST SP 800-56A). Throws {@link SecurityError}
 * `key-invalid`.
 */
export function agree(suite: PublicKeySuite, ownSecret: Uint8Array, otherPoint: Uint8Array): Uint8Array {
  const { ecdh, name } = curves[suite]
  try {
    const party = createECDH(ecdh)
    party.setPrivateKey(ownSecret)
    return new Uint8Array(party.computeSecret(concat(Uint8Array.of(4), otherPoint)))
  } catch {
    throw new SecurityError('key-invalid', `the keys do not belong to the curve ${name}`)
  }
}
