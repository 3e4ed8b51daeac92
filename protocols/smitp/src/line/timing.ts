import { type Address, broadcast } from '../mac/address.ts'
import { type Discipline, disciplines } from '../mac/discipline.ts'
import type { MacFrame } from '../mac/frame.ts'
import { callsInOneSlot, isCallBehind, slotsOf, slotTimeOf } from '../network/call.ts'
import { airtime } from '../phy/airtime.ts'

/** Tel, the elaboration time: a node answers or repeats this long after a frame has ended. Milliseconds. */
export const elaborationTime = 20

const margin = 100

/**
 * Repetition per hop, our choice: the station that has sent a frame listens this long after its end. The next station begins Tel after
 * it, with the frame or the answer; where no carrier is heard by then, the same frame goes once more.
 */
export const listeningTime = elaborationTime + 8

/** A frame that is not taken is sent so often again. */
export const mostRepetitions = 3

/** Whether the station that a frame goes to sends something once it has it: a repeater always, the last one where it answers alone. */
export function isTaken(to: Address, repeaters: number, discipline: Discipline): boolean {
  return to !== broadcast && (repeaters > 0 || disciplines[discipline].maxResponse > 0)
}

/** What the length of an exchange follows from, wherever on the route one stands. */
export interface Passage {
  /** Octets of the request's PSDU. */
  readonly psduLength: number
  readonly dsap: number
  readonly lsdu: Uint8Array
  readonly discipline: Discipline
  /** Repeaters that are still before the request. */
  readonly repeaters: number
  /** Whether it is for all that the last of them reaches: what they send is not repeated. */
  readonly toAll: boolean
}

/**
 * How long after its begin a request can still be answered, in the worst case:
 * (n+1)(t(request) + t(longest response)) + (2n+1) Tel + 100 ms, and some repetitions on the way. An answer bears the addresses of its request, so it is
 * as much longer than its LSDU. Class RC adds its slots, and time for a scan that a REQADDR.req sets off.
 */
export function exchangeTime(passage: Passage): number {
  const { psduLength, lsdu, discipline, repeaters, toAll } = passage
  const { maxResponse } = disciplines[discipline]
  const slots = slotsOf(passage)
  const request = airtime(psduLength)
  const hops = repeaters + 1
  const repeated = toAll ? repeaters : hops
  const repetitions = repeated === 0 ? 0 : repeated + 2
  if (maxResponse === 0) {
    return hops * request + repeaters * elaborationTime + repetitions * (request + listeningTime)
  }
  const response = airtime(psduLength - lsdu.length + maxResponse)
  const slot = slotTimeOf(passage)
  const calls = isCallBehind(passage) ? callsInOneSlot * (slot + request + elaborationTime) : 0
  const scan = slots === 0 ? 0 : slots * slot + request + elaborationTime + calls
  const once = hops * (request + response) + (2 * repeaters + 1) * elaborationTime + margin + scan
  return once + repetitions * (Math.max(request, response) + listeningTime)
}

/** The same for a request that has just been heard, on what is left of its way. */
export function requestTime(frame: MacFrame, psduLength: number): number {
  const { address, dsap, lsdu, discipline, route } = frame
  const toAll = (route.at(-1) ?? address) === broadcast
  return exchangeTime({ psduLength, dsap, lsdu, discipline, repeaters: route.length, toAll })
}
