import { timingSafeEqual } from 'node:crypto'
import { concat } from '@ferraris/bytes'
import type { MechanismName } from '../../acse/names.ts'
import type { KeyPairs } from '../keys/keyring.ts'
import type { SuiteKeys } from '../keys/suite-keys.ts'
import { type HlsProof, hlsMd5, hlsSha1, hlsSha256 } from './hls-digest.ts'

/** The two sides of a proof and their challenges: passes 3 and 4 of high-level security (IEC 62056-5-3, 5.3.7.2). */
export type HlsExchange = Omit<HlsProof, 'secret'>

/** One mechanism with the secrets of one party. */
export interface Hls {
  readonly mechanism: MechanismName
  /** Fewest and most octets of a challenge. */
  readonly challenge: readonly [least: number, most: number]
  /** Whether the answers hang on system titles, so that none can go without. */
  readonly needsTitles: boolean
  /** Our answer; `counter` is an invocation counter that serves only where {@link Hls.countsAnswers} says so. */
  prove(exchange: HlsExchange, counter: number): Uint8Array
  readonly countsAnswers: boolean
  /** Whether the answer shows that the prover holds the secret. Takes as long for any wrong answer. */
  verify(exchange: HlsExchange, answer: Uint8Array, certificate?: Uint8Array): boolean
}

const usual = [8, 64] as const

/** A mechanism with an answer that both sides can compute. */
function shared(
  mechanism: MechanismName,
  needsTitles: boolean,
  answer: (exchange: HlsExchange) => Uint8Array,
): Hls {
  return {
    mechanism,
    challenge: usual,
    needsTitles,
    countsAnswers: false,
    prove: answer,
    verify: (exchange, given) => secretsEqual(given, answer(exchange)),
  }
}

/** HLS 2: what a manufacturer has thought of, as a function that both sides compute. */
export function manufacturerHls(answer: (exchange: HlsExchange) => Uint8Array): Hls {
  return shared('high-manufacturer', false, answer)
}

/** HLS 3 and 4, which only meters of old ask for, and HLS 6. */
export function digestHls(mechanism: 'high-md5' | 'high-sha1' | 'high-sha256', secret: Uint8Array): Hls {
  return shared(mechanism, mechanism === 'high-sha256', exchange =>
    digests[mechanism]({ ...exchange, secret }),
  )
}

const digests = { 'high-md5': hlsMd5, 'high-sha1': hlsSha1, 'high-sha256': hlsSha256 } as const

/** HLS 5: GMAC under the global keys. */
export function gmacHls(keys: SuiteKeys): Hls {
  return {
    mechanism: 'high-gmac',
    challenge: usual,
    needsTitles: true,
    countsAnswers: true,
    prove: ({ proverTitle, received }, counter) => keys.answerChallenge(proverTitle, counter, received),
    verify: ({ proverTitle, received }, answer) => keys.verifyAnswer(proverTitle, received, answer),
  }
}

/** HLS 7: a signature over both titles and both challenges (IEC 62056-5-3, 5.3.7.2.7). */
export function ecdsaHls(pairs: KeyPairs): Hls {
  return {
    mechanism: 'high-ecdsa',
    challenge: [32, 64],
    needsTitles: true,
    countsAnswers: false,
    prove: exchange => pairs.own.sign(signedBy(exchange)),
    verify: (exchange, answer, certificate) =>
      pairs.peer(exchange.proverTitle, certificate)?.verify(signedBy(exchange), answer) === true,
  }
}

function signedBy({ proverTitle, verifierTitle, received, sent }: HlsExchange): Uint8Array {
  return concat(proverTitle, verifierTitle, received, sent)
}

/** Whether a secret was given, in a time that does not tell how much of it was right. */
export function secretsEqual(given: Uint8Array, secret: Uint8Array): boolean {
  return given.length === secret.length && timingSafeEqual(given, secret)
}
