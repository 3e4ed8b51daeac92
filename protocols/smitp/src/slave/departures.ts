import { EncodeError } from '@ferraris/codec'
import { encodeFrame, type MacFrame } from '../mac/frame.ts'
import { limits, type SlaveCounters, type SlaveState } from './state.ts'

/**
 * Puts a frame in line for its time. What is too much is dropped: the master will ask again. So is a frame that cannot
 * be, once we are out of its route: an unknown sender has named section addresses and others in a row.
 */
export function queued(state: SlaveState, frame: MacFrame, at: number): SlaveState {
  const psdu = encoded(frame)
  if (psdu === undefined || state.departures.length >= limits.departures) return state
  return { ...state, departures: [...state.departures, { psdu, at }].toSorted((a, b) => a.at - b.at) }
}

function encoded(frame: MacFrame): Uint8Array | undefined {
  try {
    return encodeFrame(frame)
  } catch (error) {
    if (error instanceof EncodeError) return undefined
    throw error
  }
}

export function counted(state: SlaveState, what: keyof SlaveCounters): SlaveState {
  return {
    ...state,
    counters: { ...state.counters, [what]: state.counters[what] + 1 },
  }
}

/** The control of an answer: that of its request, number included. */
export function answering({ control }: MacFrame, segmented = false): MacFrame['control'] {
  return {
    ...control,
    poll: false,
    response: true,
    segmented,
  }
}
