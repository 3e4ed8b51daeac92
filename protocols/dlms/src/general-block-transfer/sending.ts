/** One block that has been sent and not acknowledged yet; one without octets only acknowledged. */
export interface SentBlock {
  readonly number: number
  readonly lastBlock: boolean
  readonly octets: Uint8Array
}

/** The half of a link that sends. */
export interface Sending {
  /** The message on its way, and how much of it has been cut into blocks. */
  readonly message: Uint8Array
  readonly cut: number
  readonly unacknowledged: readonly SentBlock[]
  /** Number of the next block. Numbers begin at 1 and count the blocks that only acknowledge, too. */
  readonly next: number
}

export const nothingToSend: Sending = { message: new Uint8Array(), cut: 0, unacknowledged: [], next: 1 }

/** Takes off what the peer has. `undefined` where it acknowledges what was never sent. */
export function acknowledge(sending: Sending, number: number): Sending | undefined {
  if (number >= sending.next) return undefined
  const { unacknowledged } = sending
  const [oldest] = unacknowledged
  if (oldest === undefined || oldest.number > number) return sending
  return { ...sending, unacknowledged: unacknowledged.filter(block => block.number > number) }
}

function hasMore({ message, cut }: Sending): boolean {
  return cut < message.length
}

/** Whether octets are on their way that the peer may not have. */
export function isUnfinished(sending: Sending): boolean {
  return hasMore(sending) || sending.unacknowledged.some(({ octets }) => octets.length > 0)
}

/** Cuts new blocks of at most `size` octets until `window` blocks with octets are on their way. */
export function fillWindow(sending: Sending, window: number, size: number): Sending {
  let { cut, next } = sending
  const { message } = sending
  const unacknowledged = [...sending.unacknowledged]
  let room = window - unacknowledged.filter(({ octets }) => octets.length > 0).length
  for (; cut < message.length && room > 0; room--) {
    const end = Math.min(cut + size, message.length)
    unacknowledged.push({
      number: next++,
      lastBlock: end === message.length,
      octets: message.subarray(cut, end),
    })
    cut = end
  }
  return { message, cut, unacknowledged, next }
}

/** A peer that never acknowledges our acknowledgements does not make us keep all of them. */
const maxEmptyBlocks = 64

/** Adds a block that only acknowledges. Its number counts, so that the peer sees when one is lost. */
export function addEmptyBlock(sending: Sending, lastBlock: boolean): Sending {
  const block = { number: sending.next, lastBlock, octets: new Uint8Array() }
  const unacknowledged = [...sending.unacknowledged.slice(1 - maxEmptyBlocks), block]
  return { ...sending, unacknowledged, next: sending.next + 1 }
}

/** Blocks to send now: those that only acknowledge, and as many others as the peer takes. */
export function dueBlocks({ unacknowledged }: Sending, window: number): SentBlock[] {
  let room = window
  return unacknowledged.filter(({ octets }) => octets.length === 0 || room-- > 0)
}
