import { type Discipline, dsaps } from '@ferraris/smitp/mac'
import { encodeNetworkMessage } from '@ferraris/smitp/network'
import type { StationRequest } from '../exchange/station-request.ts'

/** The stations that a search is for: a phase, and part of the addresses by last octet ((octet + add) mod 2^shift = 0). */
export interface Circle {
  readonly phase: 'same' | 'any'
  readonly add: number
  readonly shift: number
}

export const allStations: Circle = { phase: 'any', add: 0, shift: 0 }

/** The two halves of a circle; undefined when one address is left. */
export function halvesOf({ phase, add, shift }: Circle): [Circle, Circle] | undefined {
  return shift === 8
    ? undefined
    : [
        { phase, add, shift: shift + 1 },
        { phase, add: add + 2 ** shift, shift: shift + 1 },
      ]
}

/** Where more stations than this hear each other, a search that wakes all is for a part of them: so many on average. */
const dense = 64
const part = 12

/** A part of the stations at random, where that many hear each other; else all. */
export function partOf(stations: number, random: () => number): Circle {
  if (stations <= dense) return allStations
  const shift = Math.min(8, Math.ceil(Math.log2(stations / part)))
  return { phase: 'any', add: Math.floor(random() * 2 ** shift), shift }
}

/** Only nodes at least this willing answer: between those silenced (1) and those awake (255). */
const willing = 0x55
const silent = 1
const awake = 255

function networkRequest(
  message: Parameters<typeof encodeNetworkMessage>[0],
  discipline: Discipline,
  poll: boolean,
): StationRequest {
  return {
    discipline,
    dsap: dsaps.networkManagement,
    ecc: 'none',
    lsdu: encodeNetworkMessage(message),
    poll,
  }
}

/** All stations that hear it answer searches again. */
export const wakeRequest = networkRequest({ kind: 'tct-set.request', tct: awake }, 'S', false)

/** All stations that hear it answer no more searches. */
export const silenceAllRequest = networkRequest({ kind: 'tct-set.request', tct: silent }, 'S', false)

/** The addressed node answers no more searches, and acknowledges that. */
export const silenceRequest = networkRequest({ kind: 'tct-set.request', tct: silent }, 'RA1', true)

/** Which stations hear the concentrator? */
export function addressRequest(circle: Circle, discipline: Discipline): StationRequest {
  return networkRequest({ kind: 'address.request', tcr: willing, ...circle }, discipline, true)
}

/** Which stations have news, or got no request for so many minutes? They answer in one slot, or in many. */
export function callRequest(unasked: number, slots: 'one' | 'many'): StationRequest {
  return networkRequest({ kind: 'call.request', unasked, slots }, 'RC1', true)
}

/** The same behind a node: it calls for the concentrator, and reports at most four. */
export function callRequestBehind(unasked: number): StationRequest {
  return networkRequest({ kind: 'reqcall.request', unasked }, 'RC1', true)
}

/** Which stations are behind a node? The addressed node searches for the concentrator, and reports at most four. */
export function addressRequestBehind(circle: Circle, discipline: Discipline): StationRequest {
  return networkRequest({ kind: 'reqaddr.request', tcr: willing, ...circle }, discipline, true)
}
