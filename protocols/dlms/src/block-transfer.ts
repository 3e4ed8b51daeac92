import { concat } from '@ferraris/bytes'
import type { DataBlock } from './apdu/services/set.ts'
import { DlmsError } from './dlms-error.ts'

/** A long message on its way out, cut as the peer asks for it (IEC 62056-5-3, 7.3.x block transfer). */
export interface OutgoingBlocks {
  readonly octets: Uint8Array
  readonly offset: number
  readonly number: number
}

export function startBlocks(octets: Uint8Array): OutgoingBlocks {
  return { octets, offset: 0, number: 1 }
}

/** The next block of at most `size` octets, and what remains; `undefined` remains after the last. */
export function cutBlock(outgoing: OutgoingBlocks, size: number): [DataBlock, OutgoingBlocks | undefined] {
  const end = Math.min(outgoing.offset + size, outgoing.octets.length)
  const lastBlock = end === outgoing.octets.length
  const rawData = outgoing.octets.subarray(outgoing.offset, end)
  return [
    { lastBlock, blockNumber: outgoing.number, rawData },
    lastBlock ? undefined : { octets: outgoing.octets, offset: end, number: outgoing.number + 1 },
  ]
}

/** A long message on its way in. */
export interface IncomingBlocks {
  /** The blocks so far as a chain from the last one back: adding one copies none. */
  readonly last: { readonly octets: Uint8Array; readonly before: IncomingBlocks['last'] } | undefined
  readonly length: number
  /** The number the next block must have; numbering starts at 1. */
  readonly next: number
}

export const noBlocks: IncomingBlocks = { last: undefined, length: 0, next: 1 }

/** Adds a block. Throws {@link DlmsError} when it is not the next one or the whole grows beyond `limit` octets. */
export function takeBlock(
  incoming: IncomingBlocks,
  number: number,
  octets: Uint8Array,
  limit: number,
): IncomingBlocks {
  if (number !== incoming.next) {
    throw new DlmsError('block-transfer', `block ${number} where block ${incoming.next} was due`)
  }
  const length = incoming.length + octets.length
  if (length > limit) throw new DlmsError('response-too-long', `more than ${limit} octets`)
  return { last: { octets, before: incoming.last }, length, next: number + 1 }
}

export function joinBlocks(incoming: IncomingBlocks): Uint8Array {
  const parts: Uint8Array[] = []
  for (let link = incoming.last; link !== undefined; link = link.before) parts.unshift(link.octets)
  return concat(...parts)
}
