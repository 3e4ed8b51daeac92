import { at, DecodeError } from '@ferraris/bytes'
import { passageKey } from '../line/addressing.ts'
import type { Reception } from '../line/station.ts'
import { elaborationTime, listeningTime, mostRepetitions } from '../line/timing.ts'
import { addressToOctets, broadcast } from '../mac/address.ts'
import { disciplines } from '../mac/discipline.ts'
import { encodeFrame, type MacFrame } from '../mac/frame.ts'
import { dsaps } from '../mac/lsap.ts'
import { callsInOneSlot, isCall, neverUnasked, slotsOf, slotTimeOf } from '../network/call.ts'
import {
  decodeNetworkMessage,
  encodeNetworkMessage,
  isAsked,
  maxNeighbours,
  type NetworkMessage,
} from '../network/messages.ts'
import type { Caller, Neighbour } from '../network/neighbour.ts'
import { airtime } from '../phy/airtime.ts'
import { answering, counted, queued } from './departures.ts'
import type { Search, SlaveAnswer, SlaveSettings, SlaveState } from './state.ts'

/** Errors of NACK.resp. Public is only 0, none; 1 is our choice. */
const networkErrors = { none: 0, notServed: 1 } as const

const minuteMs = 60_000

/** Serves network management (DSAP 2). Its messages are never ciphered; what cannot be read is not answered. */
export function onNetworkRequest(
  settings: SlaveSettings,
  state: SlaveState,
  frame: MacFrame,
  reception: Reception,
  now: number,
): readonly [SlaveState, SlaveAnswer?] {
  const { aca } = settings
  const message = decoded(frame.lsdu)
  const quality = qualityOf(reception)
  switch (message?.kind) {
    case 'address.request': {
      if (message.phase === 'same' && !reception.inPhase) return [state]
      if (state.tct < message.tcr || !isAsked(at(addressToOctets(aca), 5), message)) return [state]
      return [state, reply({ kind: 'address.response', address: aca, ...quality })]
    }
    case 'call.request': {
      const reason = reasonToAnswer(settings, state, message.unasked, now)
      return reason === undefined
        ? [state]
        : [state, reply({ kind: 'call.response', reason, address: aca, ...quality })]
    }
    case 'tct-set.request': {
      const next = message.tct === 0 ? state : { ...state, tct: message.tct }
      const error = message.tct === 0 ? networkErrors.notServed : networkErrors.none
      return frame.control.poll ? [next, reply({ kind: 'nack.response', error, ...quality })] : [next]
    }
    case 'reqaddr.request':
    case 'reqcall.request': {
      // Our choice: the search takes the slots of the class of its request, so that all on the way know how long.
      if (
        disciplines[frame.discipline].slots === 0 ||
        frame.address === broadcast ||
        state.search !== undefined
      ) {
        return [state, reply({ kind: 'nack.response', error: networkErrors.notServed, ...quality })]
      }
      const asked =
        message.kind === 'reqcall.request'
          ? ({ ...message, kind: 'call.request', slots: 'one' } as const)
          : ({ ...message, kind: 'address.request' } as const)
      return [search(state, frame, asked, now)]
    }
    default:
      return [state]
  }
}

/**
 * Why a node answers a call; undefined where it does not. That it is willing (TCT) is no reason: a search that is under way has
 * just woken all, and where hundreds hear each other they would fill the line with answers.
 */
function reasonToAnswer(
  { hasNews }: SlaveSettings,
  { askedAt }: SlaveState,
  unasked: number,
  now: number,
): Caller['reason'] | undefined {
  if (hasNews?.() === true) return 'news'
  const enough = unasked < neverUnasked ? unasked * minuteMs : Number.POSITIVE_INFINITY
  return now - askedAt >= enough ? 'unserved' : undefined
}

/** Octets of CALL.req. */
const callLength = 3

/** Whether a frame calls all, and this node has nothing to say. */
export function isCallInVain(
  settings: SlaveSettings,
  state: SlaveState,
  { address, dsap, lsdu }: MacFrame,
  now: number,
): boolean {
  if (address !== broadcast || !isCall({ dsap, lsdu }) || lsdu.length !== callLength) return false
  return reasonToAnswer(settings, state, at(lsdu, 1), now) === undefined
}

/** Sends ADDRESS.req or CALL.req to the neighbourhood in the name of the master, as REQADDR.req or REQCALL.req wants it. */
function search(
  state: SlaveState,
  request: MacFrame,
  asked: Search['asked'],
  now: number,
  callsLeft = callsInOneSlot - 1,
): SlaveState {
  const own: MacFrame = {
    address: broadcast,
    route: [],
    discipline: request.discipline,
    control: { ...request.control, poll: true, response: false },
    dsap: dsaps.networkManagement,
    ecc: 'none',
    lsdu: encodeNetworkMessage(asked),
  }
  const at = now + elaborationTime
  const left = at + airtime(encodeFrame(own).length)
  const until = left + elaborationTime + slotsOf(own) * slotTimeOf(own)
  const listenAt = asked.kind === 'call.request' && asked.slots === 'one' ? left + listeningTime : undefined
  const begun = {
    key: passageKey(own),
    request,
    asked,
    found: [],
    until,
    callsLeft,
    listenAt,
    isUnclear: false,
  }
  return queued({ ...state, search: begun }, own, at)
}

/** In the one slot of a call: whether something is on the line, be it one answer or several. */
export function listenedForAnswers(state: SlaveState, carrier: boolean, now: number): SlaveState {
  const { search: current } = state
  if (current?.listenAt === undefined || now < current.listenAt) return state
  return { ...state, search: { ...current, listenAt: undefined, isUnclear: carrier } }
}

/** An answer to our own ADDRESS.req or CALL.req; undefined where the frame is none. The best heard are kept. */
export function onSearchAnswer(
  state: SlaveState,
  frame: MacFrame,
  reception: Reception,
): SlaveState | undefined {
  const { search: current } = state
  if (current === undefined || passageKey(frame) !== current.key) return undefined
  const message = frame.dsap === dsaps.networkManagement ? decoded(frame.lsdu) : undefined
  if (message?.kind !== 'address.response' && message?.kind !== 'call.response') return state
  const others = current.found.filter(({ address }) => address !== message.address)
  const heard: Neighbour | Caller = { ...message, ...qualityOf(reception) }
  const found = [...others, heard].toSorted((a, b) => b.snr - a.snr).slice(0, maxNeighbours)
  return { ...state, search: { ...current, found } }
}

/** Reports once all slots have passed. Where nothing answers it calls again, and with more slots where several have at once. */
export function finishSearch(state: SlaveState, now: number): SlaveState {
  const { search: current } = state
  if (current === undefined || now < current.until) return state
  const { asked, request, found, isUnclear, callsLeft } = current
  if (asked.kind === 'call.request' && asked.slots === 'one' && found.length === 0) {
    const next = now - elaborationTime
    if (isUnclear) return search(state, request, { ...asked, slots: 'many' }, next)
    if (callsLeft > 0) return search(state, request, asked, next, callsLeft - 1)
  }
  const { lsdu, dsap, ecc } = reply(reportOf(current))
  const report: MacFrame = { ...request, control: answering(request), lsdu, dsap, ecc }
  return queued(counted({ ...state, search: undefined }, 'answers'), report, now, mostRepetitions)
}

function reportOf({ request, found }: Search): NetworkMessage {
  return isCall(request)
    ? { kind: 'reqcall.response', callers: found.filter(node => 'reason' in node) }
    : { kind: 'reqaddr.response', neighbours: found }
}

function reply(message: NetworkMessage): SlaveAnswer {
  return {
    dsap: dsaps.networkManagement,
    ecc: 'none',
    lsdu: encodeNetworkMessage(message),
  }
}

function qualityOf({ signal, snr, impedance }: Reception): Omit<Neighbour, 'address' | 'reserved'> {
  return {
    signal: Math.max(0, Math.min(255, Math.round(signal))),
    snr,
    impedance: impedance ?? 'unknown',
  }
}

function decoded(lsdu: Uint8Array): NetworkMessage | undefined {
  try {
    return decodeNetworkMessage(lsdu)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
