import { concat } from '@ferraris/bytes'
import type { Message } from '../application/messages.ts'
import { type Bound, proveCounter, provenCounter } from './counter-proof.ts'
import { challengeTypes, type SmitpSecurity } from './security.ts'

export type ChallengeRequest = Extract<Message, { readonly kind: 'challenge.request' }>
export type ChallengeResponse = Extract<Message, { readonly kind: 'challenge.response' }>

/** Asks a meter for its counter. @param nonce 16 octets of fresh randomness */
export function challenge({ mode }: SmitpSecurity, nonce: Uint8Array): ChallengeRequest {
  return {
    kind: 'challenge.request',
    type: challengeTypes[mode],
    nonce,
  }
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
