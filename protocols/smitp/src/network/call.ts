/*
 * The call, our choice: a master never hears of a meter's news unless it asks, and asking each takes minutes. A call asks all that hear it,
 * and only a node with news answers, or one without a concentrator: no request has come to it or over it since it came into
 * service, or for as long as the call says. It is heard one hop far, like ADDRESS.req; REQCALL.req lets a node call in its neighbourhood and report the
 * answers, like REQADDR.req.
 *
 * Most calls have no answer, and waiting for it is what a call takes: behind REQCALL.req a node gives one slot for all answers, and calls `callsInOneSlot` times
 * as long as it hears nothing, for what the line loses is repeated by no other station. Where it hears a carrier and can read nothing, several have answered at
 * once, and it calls again with the slots of the class.
 */
import { type Discipline, disciplines } from '../mac/discipline.ts'
import { dsaps } from '../mac/lsap.ts'

/** ATTR of the messages. */
export const callAttributes = { request: 96, response: 97, requestBehind: 98, responseBehind: 99 } as const

/** However long ago a request has come to a node, it is no reason to answer. */
export const neverUnasked = 255

/** So often a node calls in one slot while nothing answers. */
export const callsInOneSlot = 3

/** Slots of a call hold a CALL.resp, and no more: 60 ms. */
const callSlotTime = 60

/** Tc, length of a slot in class RC. */
const slotTime = 250

/** Whether a request, or one on its way, is a call. */
export function isCall({ dsap, lsdu }: { readonly dsap: number; readonly lsdu: Uint8Array }): boolean {
  if (dsap !== dsaps.networkManagement) return false
  return lsdu[0] === callAttributes.request || lsdu[0] === callAttributes.requestBehind
}

/** What the slots for the answers to a request follow from. */
interface SlottedRequest {
  readonly discipline: Discipline
  readonly dsap: number
  readonly lsdu: Uint8Array
}

/** Slots for the answers to a request to all. */
export function slotsOf(request: SlottedRequest): number {
  const { slots } = disciplines[request.discipline]
  const { lsdu } = request
  return lsdu[0] === callAttributes.request && lsdu[2] === inOneSlot && isCall(request)
    ? Math.min(1, slots)
    : slots
}

/** As CALL.req says it. */
const inOneSlot = 1

/** Whether a request lets a node call: it takes its calls in one slot longer. */
export function isCallBehind({ dsap, lsdu }: Pick<SlottedRequest, 'dsap' | 'lsdu'>): boolean {
  return dsap === dsaps.networkManagement && lsdu[0] === callAttributes.requestBehind
}

/** Milliseconds of a slot for the answers to a request of class RC. */
export function slotTimeOf(request: { readonly dsap: number; readonly lsdu: Uint8Array }): number {
  return isCall(request) ? callSlotTime : slotTime
}
