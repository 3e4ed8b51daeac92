import { concat } from '@ferraris/bytes'

/** One information field, and whether more of the same message follow. */
export interface Segment {
  readonly information: Uint8Array
  readonly segmented: boolean
}

/** Sequence numbers have three bits (IEC 62056-46, 6.4.3). */
const modulus = 8

/**
 * What both stations keep of the numbered frames of a link: what is on its way, what is to come, and the message
 * being put together. Numbers count modulo 8.
 */
export interface SlidingWindow {
  /** Segments not acknowledged yet, the oldest first; the first `inFlight` of them have been sent. */
  readonly queue: readonly Segment[]
  readonly inFlight: number
  /** Number of the oldest segment in the queue. */
  readonly base: number
  /** Number of the next frame we take: V(R). */
  readonly expected: number
  /** Segments of the message that is coming in. */
  readonly incoming: readonly Uint8Array[]
  readonly incomingLength: number
}

export const emptyWindow: SlidingWindow = {
  queue: [],
  inFlight: 0,
  base: 0,
  expected: 0,
  incoming: [],
  incomingLength: 0,
}

/** Queues a message, cut into information fields of at most `size` octets. */
export function enqueue(window: SlidingWindow, message: Uint8Array, size: number): SlidingWindow {
  const segments: Segment[] = []
  for (let at = 0; at < message.length; at += size) {
    segments.push({ information: message.subarray(at, at + size), segmented: at + size < message.length })
  }
  return { ...window, queue: [...window.queue, ...segments] }
}

/** Takes N(R) of the peer: everything before it has arrived. Undefined when it acknowledges what was never sent. */
export function acknowledge(window: SlidingWindow, received: number): SlidingWindow | undefined {
  const arrived = (received - window.base + modulus) % modulus
  if (arrived > window.inFlight) return undefined
  return {
    ...window,
    queue: window.queue.slice(arrived),
    inFlight: window.inFlight - arrived,
    base: (window.base + arrived) % modulus,
  }
}

/** What an information frame brought: nothing unless it is the one expected. */
export type Accepted =
  | {
      readonly kind: 'repeated' | 'part' | 'message'
      readonly window: SlidingWindow
      readonly message?: Uint8Array
    }
  | { readonly kind: 'too-long' }

/** Takes an information frame; the last one of a message yields the whole, at most `limit` octets long. */
export function accept(
  window: SlidingWindow,
  frame: { readonly sent: number; readonly segmented: boolean; readonly information: Uint8Array },
  limit: number,
): Accepted {
  if (frame.sent !== window.expected) return { kind: 'repeated', window }
  // An empty segment counts, too: a peer that sends nothing else must come to an end.
  const incomingLength = window.incomingLength + Math.max(1, frame.information.length)
  if (incomingLength > limit) return { kind: 'too-long' }
  const expected = (window.expected + 1) % modulus
  const incoming = [...window.incoming, frame.information]
  if (frame.segmented) return { kind: 'part', window: { ...window, expected, incoming, incomingLength } }
  return {
    kind: 'message',
    window: { ...window, expected, incoming: [], incomingLength: 0 },
    message: concat(...incoming),
  }
}

/** The segments to send now: all that are unacknowledged and fit into the window, with their numbers. */
export function flight(
  window: SlidingWindow,
  size: number,
): [SlidingWindow, readonly (Segment & { readonly sent: number })[]] {
  const segments = window.queue.slice(0, size)
  const numbered = segments.map((segment, i) => ({ ...segment, sent: (window.base + i) % modulus }))
  return [{ ...window, inFlight: segments.length }, numbered]
}
