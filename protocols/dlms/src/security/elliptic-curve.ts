import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject, verify } from 'node:crypto'
import { SecurityError } from './security-error.ts'

/** A security suite with public keys: 1 is P-256 with SHA-256, 2 is P-384 with SHA-384 (IEC 62056-5-3, 5.3.4). */
export type PublicKeySuite = 1 | 2

const curves = {
  1: { name: 'P-256', size: 32, hash: 'sha256' },
  2: { name: 'P-384', size: 48, hash: 'sha384' },
} as const

/** A point as DLMS writes it: x and y without the octet 04. Its length tells the curve. */
export const suiteOfPublicKey = (point: Uint8Array): PublicKeySuite | undefined =>
  point.length === 64 ? 1 : point.length === 96 ? 2 : undefined

const base64 = (octets: Uint8Array): string => Buffer.from(octets).toString('base64url')

function coordinates(suite: PublicKeySuite, point: Uint8Array) {
  const { name, size } = curves[suite]
  if (point.length !== 2 * size)
    throw new SecurityError('key-invalid', `a public key of suite ${suite} has ${2 * size} octets`)
  return { kty: 'EC', crv: name, x: base64(point.subarray(0, size)), y: base64(point.subarray(size)) }
}

function publicKey(suite: PublicKeySuite, point: Uint8Array): KeyObject {
  const key = coordinates(suite, point)
  try {
    return createPublicKey({ key, format: 'jwk' })
  } catch {
    throw new SecurityError('key-invalid', `the public key is no point of the curve ${key.crv}`)
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
 * The shared secret Z of a Diffie-Hellman agreement. `ownPoint` is the public half of `ownSecret`. Throws
 * {@link SecurityError} `key-invalid`.
 */
export function agree(
  suite: PublicKeySuite,
  ownSecret: Uint8Array,
  ownPoint: Uint8Array,
  otherPoint: Uint8Array,
): Uint8Array {
  const jwk = { ...coordinates(suite, ownPoint), d: base64(ownSecret) }
  const other = publicKey(suite, otherPoint)
  try {
    const privateKey = createPrivateKey({ key: jwk, format: 'jwk' })
    return new Uint8Array(diffieHellman({ privateKey, publicKey: other }))
  } catch {
    throw new SecurityError('key-invalid', 'the secret does not belong to the public key beside it')
  }
}
