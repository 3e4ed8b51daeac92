import { concat } from '@ferraris/bytes'
import type { GeneralBlockTransfer } from '../apdu/protection/general.ts'
import { DlmsError } from '../dlms-error.ts'

/** The half of a link that receives. */
export interface Receiving {
  /** All blocks up to this number have come. */
  readonly received: number
  /** Blocks that came after a gap, by their numbers. */
  readonly early: ReadonlyMap<number, GeneralBlockTransfer>
  /** The highest number after which the peer waits. */
  readonly awaited: number
  /** The message so far, as a chain from its last block back: adding one copies none. */
  readonly last: Part | undefined
  readonly length: number
  readonly complete: boolean
}

interface Part {
  readonly octets: Uint8Array
  readonly before: Part | undefined
}

export const nothingReceived: Receiving = {
  received: 0,
  early: new Map(),
  awaited: 0,
  last: undefined,
  length: 0,
  complete: false,
}

/**
 * Takes a block that is not behind the last one, in whatever order; one further ahead than `window` is passed over, for
 * we never allowed it. Throws DlmsError when the message grows beyond `limit` octets.
 */
export function receiveBlock(
  receiving: Receiving,
  block: GeneralBlockTransfer,
  window: number,
  limit: number,
): Receiving {
  const { blockNumber, blockControl } = block
  if (blockNumber > receiving.received + window + 1) return receiving
  const early = new Map(receiving.early).set(blockNumber, block)
  const awaited = blockControl.streaming ? receiving.awaited : Math.max(receiving.awaited, blockNumber)
  let next: Receiving = { ...receiving, early, awaited }
  for (;;) {
    const due = early.get(next.received + 1)
    if (due === undefined) return next
    early.delete(due.blockNumber)
    next = append(next, due, limit)
  }
}

function append(
  receiving: Receiving,
  { blockNumber, blockControl, blockData }: GeneralBlockTransfer,
  limit: number,
) {
  const moved = { ...receiving, received: blockNumber }
  if (blockData.length === 0 || receiving.complete) return moved
  const length = receiving.length + blockData.length
  if (length > limit) throw new DlmsError('response-too-long', `more than ${limit} octets in blocks`)
  const last = { octets: blockData, before: receiving.last }
  return { ...moved, last, length, complete: blockControl.lastBlock }
}

/** The whole message. */
export function received({ last }: Receiving): Uint8Array {
  const parts: Uint8Array[] = []
  for (let part = last; part !== undefined; part = part.before) parts.push(part.octets)
  return concat(...parts.reverse())
}
