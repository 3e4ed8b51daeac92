import { toHex } from '@ferraris/bytes'

/**
 * Which counters of one meter, under one pair of keys, have been taken: a value that a device keeps over power cuts.
 *
 * A meter sends each frame up to three times with the same octets, and what is urgent overtakes what is not. So a counter below
 * the highest may still be new: it is taken once, as long as no higher one was heard more than {@link lateSeconds} ago.
 * An older counter is a replay, also if it was never received: the frame could have been withheld and sent later.
 */
export interface ReceiveWindow {
  /** Counters up to this one are taken no more. */
  readonly floor: number
  /** Frames taken above the floor. */
  readonly seen: readonly SeenFrame[]
  /** Whether the keys have ever opened a frame. */
  readonly proven: boolean
  /** Frames in a row that the keys did not open. */
  readonly failures: number
}

interface SeenFrame {
  readonly counter: number
  /** Last four octets of its tag: a replica has the same. */
  readonly tag: string
  /** Seconds, of any clock that does not go back. */
  readonly at: number
}

/** How long replicas of a frame are under way at most: two times 60 s and a full queue. */
export const lateSeconds = 300

/** Frames that a window remembers; more in five minutes no power line carries. */
export const mostSeen = 256

/** So many frames in a row that do not verify, and the key is held to be wrong. */
export const wrongKeyAfter = 3

/** A window for keys that begin with a counter. */
export function openWindow(firstCounter = 0): ReceiveWindow {
  return { floor: firstCounter - 1, seen: [], proven: false, failures: 0 }
}

/** The highest counter taken so far, or the one before the first. */
export function highestOf({ floor, seen }: ReceiveWindow): number {
  return seen.reduce((highest, { counter }) => Math.max(highest, counter), floor)
}

/** What a window says of a frame before it is opened. */
export type Standing = 'new' | 'replica' | 'replayed'

export function standingOf(
  window: ReceiveWindow,
  counter: number,
  content: Uint8Array,
  now: number,
): Standing {
  const { floor, seen } = aged(window, now)
  const known = seen.find(frame => frame.counter === counter)
  if (known !== undefined) return known.tag === tagOf(content) ? 'replica' : 'replayed'
  return counter > floor ? 'new' : 'replayed'
}

/** The window with a genuine frame taken. */
export function taken(
  window: ReceiveWindow,
  counter: number,
  content: Uint8Array,
  now: number,
): ReceiveWindow {
  const { floor, seen } = aged(window, now)
  const all = [...seen, { counter, tag: tagOf(content), at: now }]
  const { floor: raised, seen: kept } =
    all.length > mostSeen ? without(floor, all, all.slice(0, 1)) : { floor, seen: all }
  return { floor: raised, seen: kept, proven: true, failures: 0 }
}

/** The window with a frame that the keys did not open. */
export function failed(window: ReceiveWindow): ReceiveWindow {
  return { ...window, failures: window.failures + 1 }
}

/** Lets go of frames so old that no replica of theirs, and of those before them, can be under way. */
function aged({ floor, seen }: ReceiveWindow, now: number): Pick<ReceiveWindow, 'floor' | 'seen'> {
  const old = seen.filter(({ at }) => at <= now - lateSeconds)
  return old.length === 0 ? { floor, seen } : without(floor, seen, old)
}

function without(floor: number, seen: readonly SeenFrame[], gone: readonly SeenFrame[]) {
  const raised = gone.reduce((highest, { counter }) => Math.max(highest, counter), floor)
  return { floor: raised, seen: seen.filter(({ counter }) => counter > raised) }
}

const tagOctets = 4
function tagOf(content: Uint8Array): string {
  return toHex(content.subarray(-tagOctets))
}
