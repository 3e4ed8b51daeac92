import { concat, Reader, Writer } from '@ferraris/bytes'
import type { Message } from '../application/messages.ts'
import { type Bound, proveCounter, provenCounter } from './counter-proof.ts'
import { challengeTypes, type SmitpSecurity } from './security.ts'

export type ChallengeRequest = Extract<Message, { readonly kind: 'challenge.request' }>
type ChallengeResponse = Extract<Message, { readonly kind: 'challenge.response' }>

/** Octets of a nonce that are random; hardened, the others announce a number. */
const randomLength = { faithful: 16, hardened: 8 } as const

/**
 * Asks a meter for its counter. Hardened, our choice, it also announces the highest number that its sender has used: the
 * meter takes those after it, which do no harm, for only a holder of the keys can use one.
 *
 * @param random fresh random octets
 */
export function challenge(
  { mode }: SmitpSecurity,
  random: (length: number) => Uint8Array,
  used = 0n,
): ChallengeRequest {
  const fresh = random(randomLength[mode])
  return {
    kind: 'challenge.request',
    type: challengeTypes[mode],
    nonce: mode === 'faithful' ? fresh : concat(fresh, new Writer(8).u64(used).finish()),
  }
}

/** The number that a challenge announces; 0 where it announces none. */
export function announcedBy({ mode }: Pick<SmitpSecurity, 'mode'>, { nonce }: ChallengeRequest): bigint {
  return mode === 'faithful' ? 0n : new Reader(nonce.subarray(randomLength[mode])).u64()
}

/** A meter's answer: its counter, bound to the nonce. Always under the read key. */
export function answerChallenge(
  security: SmitpSecurity,
  request: ChallengeRequest,
  lmon: bigint,
): ChallengeResponse {
  return {
    kind: 'challenge.response',
    type: request.type,
    proof: proveCounter(security, security.keys.read, boundTo(security, request), lmon),
  }
}

/** The meter's LMON, if the answer proves it. Throws {@link SmitpError} `not-authentic`. */
export function openChallenge(
  security: SmitpSecurity,
  request: ChallengeRequest,
  { proof }: ChallengeResponse,
): bigint {
  return provenCounter(security, security.keys.read, boundTo(security, request), proof)
}

const challengeResponse = 113

function boundTo({ mode }: SmitpSecurity, { type, nonce }: ChallengeRequest): Bound {
  return {
    attribute: challengeResponse,
    // A changed type must not lead into the weaker mode: hardened, it is proven, too.
    data: mode === 'faithful' ? nonce : concat(Uint8Array.of(type >> 8, type), nonce),
  }
}
