import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { SecurityError } from '../security-error.ts'

/** A security suite with public keys: 1 is P-256 with SHA-256, 2 is P-384 with SHA-384 (IEC 62056-5-3, 5.3.4). */
export type PublicKeySuite = 1 | 2

export const curves = {
  1: { name: 'P-256', ecdh: 'prime256v1', size: 32, hash: 'sha256' },
  2: { name: 'P-384', ecdh: 'secp384r1', size: 48, hash: 'sha384' },
} as const

function base64(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64url')
}

/** Where the coordinates of a point stand in a key as JSON (RFC 7518, 6.2). */
function jwkOf(suite: PublicKeySuite, point: Uint8Array) {
  const { name, size } = curves[suite]
  return { kty: 'EC', crv: name, x: base64(point.subarray(0, size)), y: base64(point.subarray(size)) }
}

type SignatureForm = 'ieee-p1363' | 'der'

/** The suite with points, or secrets, of that many octets. */
function suiteOf(octets: number, perSize: 1 | 2): PublicKeySuite {
  const suite = ([1, 2] as const).find(suite => curves[suite].size * perSize === octets)
  if (suite !== undefined) return suite
  const kind = perSize === 1 ? 'secret' : 'public'
  throw new SecurityError('key-invalid', `no ${kind} key of P-256 or P-384 has ${octets} octets`)
}

/** A public key as DLMS writes it: x and y without the octet 04. Its length tells the curve, and thus the suite. */
export class PublicKey {
  readonly suite: PublicKeySuite
  readonly point: Uint8Array
  readonly #key: KeyObject

  /** @param point 64 or 96 octets. Throws {@link SecurityError} `key-invalid`. */
  constructor(point: Uint8Array) {
    this.suite = suiteOf(point.length, 2)
    this.point = point
    try {
      this.#key = createPublicKey({ key: jwkOf(this.suite, point), format: 'jwk' })
    } catch {
      const { name } = curves[this.suite]
      throw new SecurityError('key-invalid', `the public key is no point of the curve ${name}`)
    }
  }

  /**
   * Whether the signature was made over the message by the owner of the key: r and s one after the other, as in APDUs,
   * or as DER, as in certificates.
   */
  verify(message: Uint8Array, signature: Uint8Array, form: SignatureForm = 'ieee-p1363'): boolean {
    const { hash, size } = curves[this.suite]
    if (form === 'ieee-p1363' && signature.length !== 2 * size) return false
    return verify(hash, message, { key: this.#key, dsaEncoding: form }, signature)
  }

  /** The secret Z that a Diffie-Hellman agreement gives both sides (NIST SP 800-56A, 5.7.1.2). */
  agreeWith(privateKey: KeyObject): Uint8Array {
    return new Uint8Array(diffieHellman({ privateKey, publicKey: this.#key }))
  }
}

/** A key pair on one of the two curves. Printing it shows nothing of the secret. */
export class PrivateKey {
  readonly suite: PublicKeySuite
  readonly publicKey: PublicKey
  readonly #key: KeyObject

  /** @param secret 32 or 48 octets. Throws {@link SecurityError} `key-invalid`. */
  constructor(secret: Uint8Array) {
    this.suite = suiteOf(secret.length, 1)
    const { ecdh, name } = curves[this.suite]
    try {
      const party = createECDH(ecdh)
      party.setPrivateKey(secret)
      this.publicKey = new PublicKey(new Uint8Array(party.getPublicKey()).subarray(1))
    } catch {
      throw new SecurityError('key-invalid', `the secret key does not belong to the curve ${name}`)
    }
    const jwk = { ...jwkOf(this.suite, this.publicKey.point), d: base64(secret) }
    this.#key = createPrivateKey({ key: jwk, format: 'jwk' })
  }

  /** A new key pair from random octets, which the caller brings. */
  static generate(suite: PublicKeySuite, random: (length: number) => Uint8Array): PrivateKey {
    return new PrivateKey(newSecret(suite, random))
  }

  /** r and s one after the other, as in APDUs, or as DER, as in certificates. */
  sign(message: Uint8Array, form: SignatureForm = 'ieee-p1363'): Uint8Array {
    return new Uint8Array(sign(curves[this.suite].hash, message, { key: this.#key, dsaEncoding: form }))
  }

  /** The secret Z. Throws {@link SecurityError} `key-invalid` when the other key is of another curve. */
  agree(other: PublicKey): Uint8Array {
    if (other.suite !== this.suite)
      throw new SecurityError('key-invalid', `the keys do not both belong to ${curves[this.suite].name}`)
    return other.agreeWith(this.#key)
  }
}

/**
 * A secret for {@link PrivateKey}. One draw in 2^32 (P-256) is not below the order of the curve and is drawn again.
 * Throws {@link SecurityError} `key-invalid` for a source that gives no such number.
 */
export function newSecret(suite: PublicKeySuite, random: (length: number) => Uint8Array): Uint8Array {
  const { size, ecdh } = curves[suite]
  for (let attempt = 0; attempt < 8; attempt++) {
    const secret = random(size)
    try {
      createECDH(ecdh).setPrivateKey(secret)
      return secret
    } catch {
      // Zero, or not below the order of the curve.
    }
  }
  throw new SecurityError('key-invalid', 'the source of randomness gives no secret key')
}
