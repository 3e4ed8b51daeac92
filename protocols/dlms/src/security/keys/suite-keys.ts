import { timingSafeEqual } from 'node:crypto'
import { concat, DecodeError, u32At } from '@ferraris/bytes'
import { protectionOf, securityControl } from '../security-control.ts'
import { SecurityError } from '../security-error.ts'
import { CipherKey, tagLength } from './cipher-key.ts'

/** What protecting an APDU adds in front: security control and invocation counter. */
const headerLength = 5

/** The highest invocation counter. After it only new keys help (NIST SP 800-38D, 8). */
export const lastCounter = 0xffff_ffff

/** A protected APDU without its tag, length and system title: SC, IC, content, tag (IEC 62056-5-3, 5.3.6.3). */
type ProtectedOctets = Uint8Array

export interface Unprotected {
  readonly control: number
  readonly invocationCounter: number
  readonly plaintext: Uint8Array
}

/** Security suites: 0 is AES-128 alone, 1 adds P-256, 2 is AES-256 with P-384 (IEC 62056-5-3, 5.3.4). */
export type SecuritySuite = 0 | 1 | 2

/** Octets of a symmetric key of each suite. */
export const keyLength = { 0: 16, 1: 16, 2: 32 } as const satisfies Record<SecuritySuite, number>

/**
 * One pair of symmetric keys in a security suite: AES-GCM (IEC 62056-5-3, 5.3.4 and 5.3.6). The nonce is system title and
 * invocation counter: a caller of {@link protect} must never give the same pair twice with one key.
 */
export class SuiteKeys {
  readonly suite: SecuritySuite
  readonly #encryption: CipherKey
  readonly #authentication: Uint8Array
  /** SC | AK, the associated data of authenticated encryption. */
  readonly #aad: Uint8Array

  constructor(encryptionKey: Uint8Array, authenticationKey: Uint8Array, suite: SecuritySuite = 0) {
    for (const key of [encryptionKey, authenticationKey]) {
      if (key.length !== keyLength[suite])
        throw new RangeError(`a key of suite ${suite} has ${keyLength[suite]} octets, not ${key.length}`)
    }
    this.suite = suite
    this.#encryption = new CipherKey(encryptionKey)
    this.#authentication = authenticationKey
    this.#aad = concat(
      Uint8Array.of(securityControl.authenticated | securityControl.encrypted | suite),
      authenticationKey,
    )
  }

  /** The same authentication key with another encryption key: one dedicated, agreed on or wrapped. */
  withEncryptionKey(key: Uint8Array): SuiteKeys {
    return new SuiteKeys(key, this.#authentication, this.suite)
  }

  /** How many octets {@link protect} makes of `length` octets. */
  static protectedLength(control: number, length: number): number {
    return headerLength + length + (control & securityControl.authenticated ? tagLength : 0)
  }

  /** `control` says what to do; `beyond` is authenticated besides, where something travels in front of the octets. */
  protect(
    control: number,
    systemTitle: Uint8Array,
    counter: number,
    plaintext: Uint8Array,
    beyond?: Uint8Array,
  ): ProtectedOctets {
    const octets = new Uint8Array(SuiteKeys.protectedLength(control, plaintext.length))
    const suited = control | this.suite
    octets[0] = suited
    writeCounter(octets, 1, counter)
    const nonce = nonceOf(systemTitle, counter)
    const { authenticated, encrypted } = protectionOf(control)
    if (authenticated && encrypted) {
      this.#encryption.seal(nonce, this.#associatedData(suited, beyond), plaintext, octets, headerLength)
    } else if (authenticated) {
      octets.set(plaintext, headerLength)
      octets.set(this.#tag(suited, nonce, plaintext, beyond), headerLength + plaintext.length)
    } else {
      octets.set(encrypted ? this.#encryption.stream(nonce, plaintext) : plaintext, headerLength)
    }
    return octets
  }

  /**
   * Verifies and decrypts what the system title's owner protected. Throws {@link SecurityError} and, if the octets are
   * too few, DecodeError. Whether counter and protection are acceptable is the association's business.
   */
  unprotect(systemTitle: Uint8Array, octets: ProtectedOctets, beyond?: Uint8Array): Unprotected {
    const { control, invocationCounter, content, tag } = this.#dissect(octets)
    const nonce = nonceOf(systemTitle, invocationCounter)
    const { authenticated, encrypted } = protectionOf(control)
    let plaintext = content
    if (authenticated && encrypted) {
      plaintext = this.#encryption.open(nonce, this.#associatedData(control, beyond), content, tag)
    } else if (authenticated) {
      if (!timingSafeEqual(this.#tag(control, nonce, content, beyond), tag)) {
        throw new SecurityError('tag-mismatch', 'the authentication tag does not verify')
      }
    } else if (encrypted) {
      plaintext = this.#encryption.stream(nonce, content)
    }
    return { control, invocationCounter, plaintext }
  }

  /** Decrypts without looking at the tag: only to find out which of two keys is wrong, never to use the content. */
  peek(systemTitle: Uint8Array, octets: ProtectedOctets): Uint8Array {
    const { invocationCounter, content } = this.#dissect(octets)
    return this.#encryption.stream(nonceOf(systemTitle, invocationCounter), content)
  }

  /** HLS 5: the answer to a challenge, SC | IC | GMAC(SC | AK | challenge) (IEC 62056-5-3, 5.3.7.2.5). */
  answerChallenge(systemTitle: Uint8Array, counter: number, challenge: Uint8Array): Uint8Array {
    const answer = new Uint8Array(headerLength + tagLength)
    const control = securityControl.authenticated | this.suite
    answer[0] = control
    writeCounter(answer, 1, counter)
    answer.set(this.#tag(control, nonceOf(systemTitle, counter), challenge), headerLength)
    return answer
  }

  /** Whether an answer proves that the owner of the system title holds these keys. */
  verifyAnswer(systemTitle: Uint8Array, challenge: Uint8Array, answer: Uint8Array): boolean {
    if (
      answer.length !== headerLength + tagLength ||
      answer[0] !== (securityControl.authenticated | this.suite)
    )
      return false
    return timingSafeEqual(this.answerChallenge(systemTitle, u32At(answer, 1), challenge), answer)
  }

  #associatedData(control: number, beyond?: Uint8Array): Uint8Array {
    if (beyond !== undefined) return concat(Uint8Array.of(control), this.#authentication, beyond)
    return control === this.#aad[0] ? this.#aad : concat(Uint8Array.of(control), this.#authentication)
  }

  #tag(control: number, nonce: Uint8Array, octets: Uint8Array, beyond?: Uint8Array): Uint8Array {
    return this.#encryption.gmac(nonce, concat(this.#associatedData(control, beyond), octets))
  }

  #dissect(octets: ProtectedOctets) {
    const control = octets[0]
    if (control === undefined || octets.length < headerLength) {
      throw new DecodeError('truncated', octets.length, `security header of ${headerLength} octets expected`)
    }
    const suite = control & securityControl.suite
    if (suite !== this.suite) {
      const detail = `security suite ${suite}; these keys are of suite ${this.suite}`
      throw new SecurityError('suite-not-supported', detail)
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
      invocationCounter: u32At(octets, 1),
      content: octets.subarray(headerLength, end),
      tag: octets.subarray(end),
    }
  }
}

function nonceOf(systemTitle: Uint8Array, counter: number): Uint8Array {
  if (counter > lastCounter) {
    throw new SecurityError('counter-exhausted', 'no invocation counter is left for this key')
  }
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
