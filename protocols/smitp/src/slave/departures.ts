import type { MacFrame } from '../mac/frame.ts'
import { limits, type SlaveCounters, type SlaveState } from './state.ts'

/** Puts a frame in line for its time. What is too much is dropped: the master will ask again. */
export const queued = (state: SlaveState, frame: MacFrame, at: number): SlaveState =>
  state.departures.length >= limits.departures
    ? state
    : { ...state, departures: [...state.departures, { frame, at }].toSorted((a, b) => a.at - b.at) }

export const counted = (state: SlaveState, what: keyof SlaveCounters): SlaveState => ({
  ...state,
  counters: { ...state.counters, [what]: state.counters[what] + 1 },
})

/** The control of an answer: that of its request, number included. */
export const answering = ({ control }: MacFrame, segmented = false): MacFrame['control'] => ({
  ...control,
  poll: false,
  response: true,
  segmented,
})
