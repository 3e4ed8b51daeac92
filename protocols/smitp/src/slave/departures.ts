import { EncodeError } from '@ferraris/codec'
import { listeningTime } from '../line/timing.ts'
import { encodeFrame, type MacFrame } from '../mac/frame.ts'
import { type Departure, limits, type SlaveCounters, type SlaveState } from './state.ts'

/**
 * Puts a frame in line for its time. What is too much is dropped: the master will ask again. So is a frame that cannot
 * be, once we are out of its route: an unknown sender has named section addresses and others in a row.
 */
export function queued(state: SlaveState, frame: MacFrame, at: number, repetitions = 0): SlaveState {
  const psdu = encoded(frame)
  if (psdu === undefined || state.departures.length >= limits.departures) return state
  const departure: Departure = { psdu, at, repetitions }
  return { ...state, departures: [...state.departures, departure].toSorted((a, b) => a.at - b.at) }
}

/** Our frame has left: whether it is taken is heard `listeningTime` later. */
export function listened(state: SlaveState, now: number): SlaveState {
  const { sending } = state
  const listening =
    sending === undefined || sending.repetitions === 0 ? undefined : { ...sending, at: now + listeningTime }
  return { ...state, sending: undefined, listening }
}

/** The time to listen: without a carrier the frame goes once more. */
export function repeated(state: SlaveState, carrier: boolean, now: number): SlaveState {
  const { listening, departures } = state
  if (listening === undefined || now < listening.at) return state
  if (carrier) return { ...state, listening: undefined }
  const again: Departure = { ...listening, repetitions: listening.repetitions - 1 }
  return { ...state, listening: undefined, departures: [again, ...departures] }
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
