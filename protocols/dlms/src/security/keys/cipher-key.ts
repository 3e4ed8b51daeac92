import {
  type CipherGCMTypes,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
} from 'node:crypto'
import { plainOctets } from '@ferraris/bytes'
import { SecurityError } from '../security-error.ts'

const algorithms: Readonly<Record<number, CipherGCMTypes>> = { 16: 'aes-128-gcm', 32: 'aes-256-gcm' }

/** Octets of the authentication tag of DLMS security suites (IEC 62056-5-3, 5.3.4). */
export const tagLength = 12
const options = { authTagLength: tagLength }

/**
 * An AES key for GCM with 12-octet tags (NIST SP 800-38D): AES-128 in security suites 0 and 1, AES-256 in suite 2. The
 * key object is made once; printing it shows nothing.
 */
export class CipherKey {
  readonly #key: KeyObject
  readonly #algorithm: CipherGCMTypes

  /** @param octets 16 or 32 octets */
  constructor(octets: Uint8Array) {
    const algorithm = algorithms[octets.length]
    if (algorithm === undefined) throw new RangeError(`an AES key has 16 or 32 octets, not ${octets.length}`)
    this.#algorithm = algorithm
    this.#key = createSecretKey(octets)
  }

  /** Encrypts `plaintext` and authenticates it with `aad`; writes ciphertext and tag into `into` from `at`. */
  seal(nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array, into: Uint8Array, at: number): void {
    const cipher = createCipheriv(this.#algorithm, this.#key, nonce, options)
    cipher.setAAD(aad)
    into.set(cipher.update(plaintext), at)
    cipher.final()
    into.set(cipher.getAuthTag(), at + plaintext.length)
  }

  /** Decrypts and verifies. Throws {@link SecurityError} `tag-mismatch`. */
  open(nonce: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array): Uint8Array {
    const decipher = createDecipheriv(this.#algorithm, this.#key, nonce, options)
    decipher.setAAD(aad)
    decipher.setAuthTag(tag)
    const plaintext = decipher.update(ciphertext)
    try {
      decipher.final()
    } catch {
      throw new SecurityError('tag-mismatch', 'the authentication tag does not verify')
    }
    return plainOctets(plaintext)
  }

  /** Decrypts or encrypts without a tag: GCM's counter mode alone, for "encrypted only". */
  stream(nonce: Uint8Array, octets: Uint8Array): Uint8Array {
    return plainOctets(createCipheriv(this.#algorithm, this.#key, nonce, options).update(octets))
  }

  /** The tag over `aad` alone. */
  gmac(nonce: Uint8Array, aad: Uint8Array): Uint8Array {
    const cipher = createCipheriv(this.#algorithm, this.#key, nonce, options)
    cipher.setAAD(aad)
    cipher.final()
    return plainOctets(cipher.getAuthTag())
  }
}
