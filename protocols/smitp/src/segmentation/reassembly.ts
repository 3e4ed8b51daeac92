import { concat, defined, equal } from '@ferraris/bytes'
import { SmitpError } from '../smitp-error.ts'
import type { Receipt, Segment } from './segment.ts'

/** A message on its way, segment by segment in any order. Holds 16 segments at most: 2032 octets. */
export interface Reassembly {
  readonly message: number
  readonly parts: ReadonlyMap<number, Uint8Array>
  /** Number of the last segment, once it has come. */
  readonly last: number | undefined
}

/**
 * Takes a segment. Another message, or a first segment that is not the one we have, begins anew: message numbers come
 * round. Throws {@link SmitpError} `segments-refused` for a segment that contradicts those before it.
 */
export function takeSegment(reassembly: Reassembly | undefined, segment: Segment): Reassembly {
  const { message, number, more, data } = segment
  const held = reassembly?.message === message ? reassembly : undefined
  const had = held?.parts.get(number)
  if (held === undefined || (number === 0 && had !== undefined && !equal(had, data))) {
    return { message, parts: new Map([[number, data]]), last: more ? undefined : number }
  }
  const beyond = held.last !== undefined && (number > held.last || more === (number === held.last))
  const endsEarly = !more && [...held.parts.keys()].some(other => other > number)
  if (beyond || endsEarly || (had !== undefined && !equal(had, data)))
    throw new SmitpError('segments-refused', `segment ${number} of message ${message}`)
  if (had !== undefined) return held
  return { message, parts: new Map(held.parts).set(number, data), last: more ? held.last : number }
}

/** The message, once all its segments are there. */
export function assembled({ parts, last }: Reassembly): Uint8Array | undefined {
  if (last === undefined || parts.size <= last) return undefined
  return concat(
    ...Array.from({ length: last + 1 }, (_, number) => defined(parts.get(number), `segment ${number}`)),
  )
}

/** For the sender: which segments need not come again. */
export function receiptOf({ message, parts }: Reassembly): Receipt {
  return {
    kind: 'receipt',
    message,
    received: [...parts.keys()].reduce((bits, number) => bits | (1 << number), 0),
  }
}
