import { timingSafeEqual } from 'node:crypto'
import { concat, DecodeError } from '@ferraris/bytes'
import { CipherKey, tagLength } from './cipher-key.ts'
import { type Protection, protectionOf, securityControl } from './security-control.ts'
import { SecurityError } from './security-error.ts'

/** What protecting an APDU adds in front: security control and invocation counter. */
const headerLength = 5

/** A protected APDU without its tag, length and system title: SC, IC, content, tag (IEC 62056-5-3, 5.3.6.3). */
export type ProtectedOctets = Uint8Array

export interface Unprotected {
  control: number
  invocationCounter: number
  plaintext: Uint8Array
}

/**
 * Security suite 0 with one pair of keys: AES-GCM-128 (IEC 62056-5-3, 5.3.4 and 5.3.6). The nonce is system title and
 * invocation counter: whoever calls {@link protect} must never give the same pair twice with one key.
 */
export class Suite0 {
  readonly #encryption: CipherKey
  readonly #authentication: Uint8Array
  /** SC | AK, the associated data of authenticated encryption. */
  readonly #aad: Uint8Array

  constructor(encryptionKey: Uint8Array, authenticationKey: Uint8Array) {
    for (const key of [encryptionKey, authenticationKey]) {
      if (key.length !== 16) throw new RangeError(`a key of suite 0 has 16 octets, not ${key.length}`)
    }
    this.#encryption = new CipherKey(encryptionKey)
    this.#authentication = authenticationKey
    this.#aad = concat(
      Uint8Array.of(securityControl.authenticated | securityControl.encrypted),
      authenticationKey,
    )
  }

  /** The same authentication key with another encryption key: a dedicated key of one association. */
  withEncryptionKey(key: Uint8Array): Suite0 {
    return new Suite0(key, this.#authentication)
  }

  /** How many octets {@link protect} makes of `length` octets. */
  static protectedLength(control: number, length: number): number {
    return headerLength + length + (control & securityControl.authenticated ? tagLength : 0)
  }

  protect(control: number, systemTitle: Uint8Array, counter: number, plaintext: Uint8Array): ProtectedOctets {
    const octets = new Uint8Array(Suite0.protectedLength(control, plaintext.length))
    octets[0] = control
    writeCounter(octets, 1, counter)
    const nonce = nonceOf(systemTitle, counter)
    const { authenticated, encrypted } = protectionOf(control)
    if (authenticated && encrypted) {
      this.#encryption.seal(nonce, this.#associatedData(control), plaintext, octets, headerLength)
    } else if (authenticated) {
      octets.set(plaintext, headerLength)
      octets.set(this.#tag(control, nonce, plaintext), headerLength + plaintext.length)
    } else {
      octets.set(encrypted ? this.#encryption.stream(nonce, plaintext) : plaintext, headerLength)
    }
    return octets
  }

  /**
   * Verifies and decrypts what the system title's owner protected. Throws {@link SecurityError} and, if the octets are
   * too few, DecodeError. Whether counter and protection are acceptable is the association's business.
   */
  unprotect(systemTitle: Uint8Array, octets: ProtectedOctets): Unprotected {
    const { control, invocationCounter, content, tag } = dissect(octets)
    const nonce = nonceOf(systemTitle, invocationCounter)
    const { authenticated, encrypted } = protectionOf(control)
    let plaintext = content
    if (authenticated && encrypted) {
      plaintext = this.#encryption.open(nonce, this.#associatedData(control), content, tag)
    } else if (authenticated) {
      if (!timingSafeEqual(this.#tag(control, nonce, content), tag)) {
        throw new SecurityError('tag-mismatch', 'the authentication tag does not verify')
      }
    } else if (encrypted) {
      plaintext = this.#encryption.stream(nonce, content)
    }
    return { control, invocationCounter, plaintext }
  }

  /** Decrypts without looking at the tag: only to find out which of two keys is wrong, never to use the content. */
  peek(systemTitle: Uint8Array, octets: ProtectedOctets): Uint8Array {
    const { invocationCounter, content } = dissect(octets)
    return this.#encryption.stream(nonceOf(systemTitle, invocationCounter), content)
  }

  /** HLS 5: the answer to a challenge, SC | IC | GMAC(SC | AK | challenge) (IEC 62056-5-3, 5.3.7.2.5). */
  answerChallenge(systemTitle: Uint8Array, counter: number, challenge: Uint8Array): Uint8Array {
    const answer = new Uint8Array(headerLength + tagLength)
    answer[0] = securityControl.authenticated
    writeCounter(answer, 1, counter)
    answer.set(
      this.#tag(securityControl.authenticated, nonceOf(systemTitle, counter), challenge),
      headerLength,
    )
    return answer
  }

  /** Whether an answer proves that the owner of the system title holds these keys. */
  verifyAnswer(systemTitle: Uint8Array, challenge: Uint8Array, answer: Uint8Array): boolean {
    if (answer.length !== headerLength + tagLength || answer[0] !== securityControl.authenticated)
      return false
    return timingSafeEqual(this.answerChallenge(systemTitle, readCounter(answer, 1), challenge), answer)
  }

  #associatedData(control: number): Uint8Array {
    return control === this.#aad[0] ? this.#aad : concat(Uint8Array.of(control), this.#authentication)
  }

  #tag(control: number, nonce: Uint8Array, octets: Uint8Array): Uint8Array {
    return this.#encryption.gmac(nonce, concat(this.#associatedData(control), octets))
  }
}

function dissect(octets: ProtectedOctets) {
  const control = octets[0]
  if (control === undefined || octets.length < headerLength) {
    throw new DecodeError('truncated', octets.length, `security header of ${headerLength} octets expected`)
  }
  if ((control & securityControl.suite) !== 0) {
    throw new SecurityError(
      'suite-not-supported',
      `security suite ${control & securityControl.suite}; these keys are of suite 0`,
    )
  }
  if (control & securityControl.compressed) {
    throw new SecurityError(
      'compression-not-supported',
      'the APDU is compressed (V.44), which is not supported',
    )
  }
  const end = octets.length - (control & securityControl.authenticated ? tagLength : 0)
  if (end < headerLength) {
    throw new DecodeError('truncated', octets.length, `authentication tag of ${tagLength} octets expected`)
  }
  return {
    control,
    invocationCounter: readCounter(octets, 1),
    content: octets.subarray(headerLength, end),
    tag: octets.subarray(end),
  }
}

/** Security control and counter of protected octets, without any key. */
export function securityHeader(
  octets: ProtectedOctets,
): Protection & { control: number; invocationCounter: number } {
  if (octets.length < headerLength) {
    throw new DecodeError('truncated', octets.length, `security header of ${headerLength} octets expected`)
  }
  return { control: octets[0]!, invocationCounter: readCounter(octets, 1), ...protectionOf(octets[0]!) }
}

function nonceOf(systemTitle: Uint8Array, counter: number): Uint8Array {
  const nonce = new Uint8Array(12)
  nonce.set(systemTitle)
  writeCounter(nonce, 8, counter)
  return nonce
}

function writeCounter(octets: Uint8Array, at: number, counter: number): void {
  octets[at] = counter >>> 24
  octets[at + 1] = counter >>> 16
  octets[at + 2] = counter >>> 8
  octets[at + 3] = counter
}

function readCounter(octets: Uint8Array, at: number): number {
  return octets[at]! * 0x1000000 + ((octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!)
}
