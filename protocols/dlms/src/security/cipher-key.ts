import {
  type CipherGCMTypes,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
} from 'node:crypto'
import { plainOctets } from '@ferraris/bytes'
import { SecurityError } from './security-error.ts'

const algorithm: CipherGCMTypes = 'aes-128-gcm'

/** Octets of the authentication tag of DLMS security suites (IEC 62056-5-3, 5.3.4). */
export const tagLength = 12
const options = { authTagLength: tagLength }

/**
 * An AES-128 key for GCM with 12-octet tags (security suite 0; NIST SP 800-38D). The key object is made once; printing
 * it shows nothing.
 */
export class CipherKey {
  readonly #key: KeyObject

  /** @param octets 16 octets */
  constructor(octets: Uint8Array) {
    if (octets.length !== 16) throw new RangeError(`an AES-128 key has 16 octets, not ${octets.length}`)
    this.#key = createSecretKey(octets)
  }

  /** Encrypts `plaintext` and authenticates it with `aad`; writes ciphertext and tag into `into` from `at`. */
  seal(nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array, into: Uint8Array, at: number): void {
    const cipher = createCipheriv(algorithm, this.#key, nonce, options)
    cipher.setAAD(aad)
    into.set(cipher.update(plaintext), at)
    cipher.final()
    into.set(cipher.getAuthTag(), at + plaintext.length)
  }

  /** Decrypts and verifies. Throws {@link SecurityError} `tag-mismatch`. */
  open(nonce: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array): Uint8Array {
    const decipher = createDecipheriv(algorithm, this.#key, nonce, options)
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
    return plainOctets(createCipheriv(algorithm, this.#key, nonce, options).update(octets))
  }

  /** The tag over `aad` alone. */
  gmac(nonce: Uint8Array, aad: Uint8Array): Uint8Array {
    const cipher = createCipheriv(algorithm, this.#key, nonce, options)
    cipher.setAAD(aad)
    cipher.final()
    return plainOctets(cipher.getAuthTag())
  }
}
