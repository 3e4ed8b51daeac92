import { equal } from '@ferraris/bytes'
import { alongRoute, passageKey } from '../line/addressing.ts'
import { elaborationTime, isTaken, mostRepetitions, requestTime } from '../line/timing.ts'
import { broadcast } from '../mac/address.ts'
import { disciplines } from '../mac/discipline.ts'
import type { MacFrame } from '../mac/frame.ts'
import { counted, queued } from './departures.ts'
import { limits, type Passing, type SlaveState } from './state.ts'

/**
 * Passes a request on, itself removed from the route, and remembers the way back for twice the time that the rest of
 * the exchange may take. A copy that comes while the master still waits goes no further.
 */
export function passRequest(state: SlaveState, frame: MacFrame, psduLength: number, now: number): SlaveState {
  const onward: MacFrame = { ...frame, ...alongRoute(frame.route) }
  const key = passageKey(onward)
  const isCopy = (known: Passing): boolean =>
    known.key === key && now < known.copiesUntil && equal(known.request, frame.lsdu)
  if (state.passings.some(isCopy)) return state
  const time = requestTime(frame, psduLength)
  const passing: Passing = {
    key,
    back: { address: frame.address, route: frame.route },
    request: frame.lsdu,
    many: frame.route.at(-1) === broadcast,
    answers: [],
    copiesUntil: now + time,
    until: now + 2 * time,
  }
  // The same key with another request: the master has come round to the number again, and an old answer has no use.
  const passings = [...state.passings.filter(known => known.key !== key), passing].slice(-limits.passings)
  const repetitions = isTaken(onward.address, onward.route.length, onward.discipline) ? mostRepetitions : 0
  return queued(
    counted({ ...state, passings, askedAt: now }, 'relayed'),
    onward,
    now + elaborationTime,
    repetitions,
  )
}

/** Passes an answer back with the addresses of its request, once; others than those awaited are not for us. */
export function passAnswer(state: SlaveState, frame: MacFrame, now: number): SlaveState {
  const key = passageKey(frame)
  const passing = state.passings.find(known => known.key === key)
  if (passing === undefined || disciplines[frame.discipline].maxResponse === 0) return state
  const { answers, many, back } = passing
  const isCopy = many ? answers.some(known => equal(known, frame.lsdu)) : answers.length > 0
  if (isCopy || answers.length >= limits.answers) return state
  const passed: Passing = { ...passing, answers: [...answers, frame.lsdu] }
  const passings = state.passings.map(known => (known === passing ? passed : known))
  const passedOn = counted({ ...state, passings }, 'relayed')
  // Answers of many follow each other in slots, in which there is no time for more.
  return queued(passedOn, { ...frame, ...back }, now + elaborationTime, many ? 0 : mostRepetitions)
}
