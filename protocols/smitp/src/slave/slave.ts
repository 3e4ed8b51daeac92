import { equal } from '@ferraris/bytes'
import { encodeMessage } from '../application/messages.ts'
import { refusals } from '../application/refusals.ts'
import { passageKey } from '../line/addressing.ts'
import type { Reception } from '../line/station.ts'
import { elaborationTime, mostRepetitions, requestTime } from '../line/timing.ts'
import { broadcast } from '../mac/address.ts'
import { disciplines } from '../mac/discipline.ts'
import { type MacFrame, receivedFrame } from '../mac/frame.ts'
import { dsaps } from '../mac/lsap.ts'
import { isCall, slotsOf, slotTimeOf } from '../network/call.ts'
import { answering, counted, listened, queued, repeated } from './departures.ts'
import {
  finishSearch,
  isCallInVain,
  listenedForAnswers,
  onNetworkRequest,
  onSearchAnswer,
} from './network.ts'
import { passAnswer, passRequest } from './repeater.ts'
import { slotOf } from './slot.ts'
import {
  limits,
  type SlaveAnswer,
  type SlaveInput,
  type SlaveOutput,
  type SlaveSettings,
  type SlaveState,
  type SlaveStep,
} from './state.ts'

/** A node of the section as it comes into service: willing, with nothing to do. */
export function createSlave(): SlaveState {
  return {
    tct: 255,
    askedAt: Number.NEGATIVE_INFINITY,
    sending: undefined,
    listening: undefined,
    departures: [],
    passings: [],
    taken: [],
    search: undefined,
    counters: { requests: 0, answers: 0, relayed: 0, damaged: 0 },
  }
}

/**
 * One step of a slave: it answers what is addressed to it, repeats for others, and sends nothing of its own accord.
 * Never throws for what is received; its memory is bounded.
 */
export function stepSlave(
  settings: SlaveSettings,
  state: SlaveState,
  input: SlaveInput,
  now: number,
): SlaveStep {
  switch (input.kind) {
    case 'heard':
      return depart(onHeard(settings, forget(state, now), input.psdu, input.reception, now), now)
    case 'sent':
      return depart(listened(state, now), now)
    case 'tick':
      return depart(onTick(forget(state, now), input.carrier, now), now)
  }
}

function onTick(state: SlaveState, carrier: boolean, now: number): SlaveState {
  return finishSearch(listenedForAnswers(repeated(state, carrier, now), carrier, now), now)
}

function onHeard(
  settings: SlaveSettings,
  state: SlaveState,
  psdu: Uint8Array,
  reception: Reception,
  now: number,
): SlaveState {
  const frame = receivedFrame(psdu)
  if (frame === undefined) return counted(state, 'damaged')
  if (frame.control.response) {
    return onSearchAnswer(state, frame, reception) ?? passAnswer(state, frame, now)
  }
  if (frame.address !== settings.aca && frame.address !== settings.sca && frame.address !== broadcast) {
    return state
  }
  if (frame.route.length > 0) {
    // A broadcast on the way is not repeated: that would never end.
    return frame.address === broadcast ? state : passRequest(state, frame, psdu.length, now)
  }
  // Calls are frequent, and most nodes have nothing to say: not even a copy of one is remembered.
  if (isCallInVain(settings, state, frame, now)) return state
  // No station repeats a call on its way: one that comes again is another one.
  const isOnceOnly = frame.address !== broadcast || !isCall(frame)
  if (isOnceOnly && isCopy(state, frame)) return state
  return onRequest(settings, state, frame, psdu.length, reception, now)
}

function onRequest(
  settings: SlaveSettings,
  before: SlaveState,
  frame: MacFrame,
  psduLength: number,
  reception: Reception,
  now: number,
): SlaveState {
  const taken = { key: passageKey(frame), lsdu: frame.lsdu, until: now + requestTime(frame, psduLength) }
  const askedAt = frame.address === broadcast ? before.askedAt : now
  const known = [...before.taken, taken].slice(-limits.taken)
  const state = counted({ ...before, askedAt, taken: known }, 'requests')
  const { maxResponse, slots } = disciplines[frame.discipline]
  // Our choice: there is no B-node behind our nodes, and the answer says so at once.
  if (frame.control.bNode || frame.discipline.startsWith('RB'))
    return answer(settings, state, frame, refusal(frame), now)
  // A confirmation says nothing.
  if (frame.lsdu.length === 0) return state
  if (frame.dsap === dsaps.networkManagement) {
    const [next, reply] = onNetworkRequest(settings, state, frame, reception, now)
    return reply === undefined ? next : answer(settings, next, frame, reply, now)
  }
  const toAll = frame.address === broadcast
  const maxAnswer = toAll && slots === 0 ? 0 : maxResponse
  const { dsap, ecc, lsdu } = frame
  const reply = settings.application(
    { dsap, ecc, lsdu, segmented: frame.control.segmented, broadcast: toAll, maxAnswer },
    now,
  )
  return reply === undefined ? state : answer(settings, state, frame, reply, now)
}

/** An answer goes out after Tel with the addresses of its request, in class RC to all in the slot of this node. */
function answer(
  { aca }: SlaveSettings,
  state: SlaveState,
  request: MacFrame,
  { dsap, ecc, lsdu, segmented = false }: SlaveAnswer,
  now: number,
): SlaveState {
  const { maxResponse } = disciplines[request.discipline]
  const slots = slotsOf(request)
  const toAll = request.address === broadcast
  if (maxResponse === 0 || (toAll && slots === 0)) return state
  const fits = lsdu.length <= maxResponse
  const frame: MacFrame = {
    ...request,
    control: answering(request, segmented && fits),
    dsap,
    ecc: fits ? ecc : 'none',
    lsdu: fits ? lsdu : refusalLsdu('answer-too-long', request),
  }
  const slot = toAll ? slotOf(aca, request.control.number ?? 0, request.lsdu, slots) : 0
  const repetitions = toAll ? 0 : mostRepetitions
  return queued(
    counted(state, 'answers'),
    frame,
    now + elaborationTime + slot * slotTimeOf(request),
    repetitions,
  )
}

function refusal(request: MacFrame): SlaveAnswer {
  return {
    dsap: request.dsap,
    ecc: 'none',
    lsdu: refusalLsdu('message-unknown', request),
  }
}

function refusalLsdu(why: keyof typeof refusals, { lsdu }: MacFrame): Uint8Array {
  return encodeMessage({ kind: 'nack', error: refusals[why], attribute: lsdu[0] ?? 0 })
}

/** A request with the number and addresses of the last one: the line has doubled it. */
function isCopy(state: SlaveState, frame: MacFrame): boolean {
  const key = passageKey(frame)
  return state.taken.some(known => known.key === key && equal(known.lsdu, frame.lsdu))
}

function forget(state: SlaveState, now: number): SlaveState {
  const alive = ({ until }: { readonly until: number }) => now < until
  if (state.passings.every(alive) && state.taken.every(alive)) return state
  return { ...state, passings: state.passings.filter(alive), taken: state.taken.filter(alive) }
}

/** Sends what is due, one frame at a time, and asks to be woken for what is not. */
function depart(state: SlaveState, now: number): SlaveStep {
  const [first, ...later] = state.departures
  const { sending, listening, search } = state
  if (first !== undefined && sending === undefined && first.at <= now) {
    const next = { ...state, sending: first, listening: undefined, departures: later }
    return [next, [{ kind: 'transmit', psdu: first.psdu }]]
  }
  // While a frame of ours is on the line, `sent` comes first.
  const times = [
    ...(first === undefined || sending !== undefined ? [] : [first.at]),
    ...(listening === undefined ? [] : [listening.at]),
    ...(search === undefined ? [] : [search.listenAt ?? search.until]),
  ]
  const outputs: SlaveOutput[] = times.length === 0 ? [] : [{ kind: 'wake', at: Math.min(...times) }]
  return [state, outputs]
}
