import { concat, DecodeError, Reader, Writer } from '@ferraris/bytes'
import { SmitpError } from '../smitp-error.ts'
import type { SmitpSecurity } from './security.ts'
import type { SmitpKey } from './smitp-key.ts'
import { provenBy, tmac, tmacLength } from './tmac.ts'

const proofLength = 16

/** What a meter's statement of its counter is bound to: the message that carries it and what it answers. */
export interface Bound {
  readonly attribute: number
  readonly data: Uint8Array
}

/** A meter's counter in one ciphered block: LMON, low octet first, and a TMAC that binds it. */
export function proveCounter(security: SmitpSecurity, key: SmitpKey, bound: Bound, lmon: bigint): Uint8Array {
  const proof = tmac(security, key, { direction: 'answer', mon: lmon, ...bound })
  return key.encryptBlocks(concat(new Writer(8).u64(lmon).finish().reverse(), proof))
}

/** The counter, if the block proves it. Throws {@link SmitpError} `not-authentic`; DecodeError for another length. */
export function provenCounter(
  security: SmitpSecurity,
  key: SmitpKey,
  bound: Bound,
  block: Uint8Array,
): bigint {
  if (block.length !== proofLength)
    throw new DecodeError('unexpected', 0, `a proof of ${block.length} octets instead of ${proofLength}`)
  const octets = key.decryptBlocks(block)
  const lmon = counterIn(octets)
  const proven = { direction: 'answer', mon: lmon, ...bound } as const
  if (!provenBy(octets.subarray(proofLength - tmacLength), security, key, proven))
    throw new SmitpError('not-authentic', `ATTR ${bound.attribute}`)
  return lmon
}

/** The counter that a block states, its proof left aside: for explanations, never to act upon. */
export function statedCounter(key: SmitpKey, block: Uint8Array): bigint {
  return counterIn(key.decryptBlocks(block))
}

function counterIn(octets: Uint8Array): bigint {
  return new Reader(octets.slice(0, proofLength - tmacLength).reverse()).u64()
}
