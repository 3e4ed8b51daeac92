/*
 * A node of the power line: it answers what is addressed to it, repeats for others, and never begins.
 *
 *     heard                                                what the slave does
 *     a request for its address, polled                    hands it to the application, answers 20 ms later
 *     the same request again (address, number, LSDU)       nothing: a copy (`taken`)
 *     a request to all, class RC                           answers in the slot that its address gives
 *     a request to all, class S                            acts, and stays silent
 *     a request with this node first in its route          strikes itself out and sends it on (`passings`)
 *     an answer that bears what it sent on                 restores the addresses it had got, and sends it back
 *     ADDRESS.req                                          answers if it is willing enough (TCT) and in phase, if that is asked
 *     CALL.req                                             answers if it has news, or no concentrator serves it
 *     REQADDR.req, REQCALL.req                             asks its neighbourhood in slots, collects, then answers (`search`); a call in
 *                                                          one slot first, and in many where what it hears there is unclear
 *
 * No frame names its sender. An answer is known by the addresses and the number of the exchange that the request bore on the same
 * stretch of its way (see `line/addressing.ts`); that is why a repeater keeps under which addresses it got a request and under which it
 * sent it on. Of each answer it passes on one copy.
 *
 * The line carries one frame at a time and a slave cannot wait for a free one: what it has to send leaves at a time that follows from the
 * request (`departures`), and `sending` holds the frame of its own that is on the line. `wake` outputs ask for the next `tick`.
 *
 * Each hop is made good where it fails. The next station sends a request on, or answers it, Tel after it has come; the station before
 * passes an answer on, or the master goes on. Where no carrier is heard by then, the frame goes once more, a few times (`listening`).
 *
 * All state that it keeps for others ends by itself: copies are known for as long as the exchange may last, ways back for twice that
 * time, and no list grows beyond `limits`.
 */

import type { LineAction, LineInput } from '../line/exchange.ts'
import type { Aca, Sca } from '../mac/address.ts'
import type { MacFrame } from '../mac/frame.ts'
import type { Ecc } from '../mac/lsap.ts'
import type { NetworkMessage } from '../network/messages.ts'
import type { Caller, Neighbour } from '../network/neighbour.ts'

/** A request for the application of the node: DSAP 0 and 1. */
export interface SlaveRequest {
  readonly dsap: number
  readonly ecc: Ecc
  readonly lsdu: Uint8Array
  /** The LSDU begins with a segmentation header. */
  readonly segmented: boolean
  /** Sent to all: the node acts, but answers in slots of class RC only. */
  readonly broadcast: boolean
  /** Longest LSDU that may be answered; 0 where no answer is wanted. */
  readonly maxAnswer: number
}

export interface SlaveAnswer {
  readonly dsap: number
  readonly ecc: Ecc
  readonly lsdu: Uint8Array
  readonly segmented?: boolean
}

export interface SlaveSettings {
  readonly aca: Aca
  readonly sca?: Sca
  /** The node behind the line. It answers at once, or not at all. */
  application(request: SlaveRequest, now: number): SlaveAnswer | undefined
  /** Whether something has happened that was not read yet: calls are answered then. */
  hasNews?(): boolean
}

/** How often something has happened since the node was started. */
export interface SlaveCounters {
  /** Requests for this node. */
  readonly requests: number
  readonly answers: number
  /** Frames passed on for others. */
  readonly relayed: number
  /** Frames that were damaged. */
  readonly damaged: number
}

/** A frame that waits for its time. */
export interface Departure {
  readonly at: number
  readonly psdu: Uint8Array
  /** How often it goes once more where no carrier is heard behind it. */
  readonly repetitions: number
}

/** A request that was passed on, so that its answers find back. */
export interface Passing {
  /** Addresses and number with which the answer will come. */
  readonly key: string
  /** Those with which the request came, and so the answer is to be passed on. */
  readonly back: Pick<MacFrame, 'address' | 'route'>
  readonly request: Uint8Array
  readonly many: boolean
  /** Answers passed on already: copies of them go no further. */
  readonly answers: readonly Uint8Array[]
  /** The same request once more is a copy until then; later the master has begun to count anew. */
  readonly copiesUntil: number
  readonly until: number
}

/** A request that was taken; a copy of it is ignored. */
export interface Taken {
  readonly key: string
  readonly lsdu: Uint8Array
  readonly until: number
}

/** A search of the neighbourhood on behalf of the master (REQADDR.req, REQCALL.req). */
export interface Search {
  /** Addresses and number of our own request to all. */
  readonly key: string
  readonly request: MacFrame
  /** What we have asked all that hear us. */
  readonly asked: Extract<NetworkMessage, { readonly kind: 'address.request' | 'call.request' }>
  /** Those of a call with their reason. */
  readonly found: readonly (Neighbour | Caller)[]
  readonly until: number
  /** Calls in one slot that are left where nothing answers. */
  readonly callsLeft: number
  /** In the one slot of a call: when to listen for a carrier, and whether there was one. */
  readonly listenAt: number | undefined
  readonly isUnclear: boolean
}

export interface SlaveState {
  /** Willingness to answer ADDRESS.req, 1 … 255. */
  readonly tct: number
  /** When a request came to this node, or went over it, last. */
  readonly askedAt: number
  /** The frame of ours that is on the line. */
  readonly sending: Departure | undefined
  /** The frame that goes once more at its time, unless a carrier is heard then. */
  readonly listening: Departure | undefined
  readonly departures: readonly Departure[]
  readonly passings: readonly Passing[]
  readonly taken: readonly Taken[]
  readonly search: Search | undefined
  readonly counters: SlaveCounters
}

export type SlaveInput = LineInput
export type SlaveOutput = LineAction
export type SlaveStep = readonly [next: SlaveState, outputs: readonly SlaveOutput[]]

/** Bounds of what other senders can make a node keep. */
export const limits = { departures: 16, passings: 16, taken: 16, answers: 64 } as const
