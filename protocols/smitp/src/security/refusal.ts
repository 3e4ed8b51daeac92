import { concat, DecodeError } from '@ferraris/bytes'
import { axdr, decode, encode, sequence } from '@ferraris/codec'
import { authenticatedNack } from '../application/attribute.ts'
import { type Bound, proveCounter, provenCounter } from './counter-proof.ts'
import { type Ciphering, keyFor, type SmitpSecurity } from './security.ts'

/**
 * The authenticated NACK of an A-node behind ATTR 245: a code in clear, then the meter's counter, bound to the refused
 * request. The field has it for code 10, a wrong TMAC; to refuse what was well proven in the same way is our choice, and
 * saves the master from trusting an unproven NACK.
 */
export const refusal = sequence('NACK A authenticated', { code: axdr.unsigned8, proof: axdr.octets(16) })

/** A refusal that is proven: why, and the counter from which to go on. */
interface ProvenRefusal {
  /** See `refusals`. */
  readonly code: number
  readonly lmon: bigint
}

/** The LSDU that refuses `request`, an authenticated LSDU as it was received under `ecc`. */
export function refuse(
  security: SmitpSecurity,
  ecc: Ciphering,
  request: Uint8Array,
  { code, lmon }: ProvenRefusal,
): Uint8Array {
  const proof = proveCounter(security, keyFor(security, ecc), boundTo(code, request), lmon)
  return concat(Uint8Array.of(authenticatedNack), encode(refusal, { code, proof }))
}

/**
 * The refusal of `request`, the LSDU we sent under `ecc`. Throws {@link SmitpError} `not-authentic` and, for octets that
 * are no such NACK, DecodeError.
 */
export function openRefusal(
  security: SmitpSecurity,
  ecc: Ciphering,
  request: Uint8Array,
  lsdu: Uint8Array,
): ProvenRefusal {
  if (lsdu[0] !== authenticatedNack) throw new DecodeError('unexpected', 0, 'no authenticated NACK')
  const { code, proof } = decode(refusal, lsdu.subarray(1))
  const lmon = provenCounter(security, keyFor(security, ecc), boundTo(code, request), proof)
  return { code, lmon }
}

/** The refused request is known by its last 8 octets. */
function boundTo(code: number, request: Uint8Array): Bound {
  return {
    attribute: authenticatedNack,
    data: concat(Uint8Array.of(code), request.subarray(-8)),
  }
}
