/*
 * The two stations of an HDLC link (IEC 62056-46, ISO/IEC 13239, unbalanced normal response mode): client is the primary station,
 * server the secondary.
 *
 *     client              server                           means
 *     SNRM(P) →                                            connect; proposes sizes and windows
 *                         ← UA(F)                          connected; grants them
 *     I … I(P) →                                           segments of a message; the poll bit gives the right to send away
 *                         ← I … I(F), or RR(F)             segments of the answer; the final bit gives it back
 *     RR(P) →                                              "go on": acknowledges, and polls for more
 *     DISC(P) →                                            disconnect
 *                         ← UA(F), or DM(F)                gone, or was never there
 *
 * The secondary speaks only when polled, until its final frame. So the primary alone needs to repeat, and a lost frame shows in
 * one way: nothing comes. The primary then does not repeat its frames but asks for the server's state with RR(P); the answer's number
 * N(R) tells whether what went out was lost or what came back, and only what is missing goes out again. After `retries` such
 * questions the link has failed.
 *
 * Both count information frames modulo 8 (`SlidingWindow`): N(S) numbers a frame, N(R) acknowledges all before it. A frame with
 * an unexpected N(S) is a repetition or follows a gap; it is not delivered. An N(R) outside the window belongs to a frame that was
 * held up on its way and is passed over; answering doubled frames would double the polls.
 *
 * A message longer than an information field travels in segments; the last one has no segmentation bit. It is put together up to
 * `maxMessageLength`, beyond which the link ends with FRMR.
 *
 * `deadline` is when to give the input `timeout`: for the primary the wait for an answer, for the secondary the silence after
 * which the client is taken for gone.
 */

import { allStations, type HdlcAddress } from './address.ts'
import type { HdlcControl } from './control.ts'
import { encodeFlagged, type HdlcFrame, type ReceivedFrame } from './frame.ts'
import type { SlidingWindow } from './sliding-window.ts'

/** What a station of an HDLC link is told before it begins. Times are milliseconds. */
export interface LinkSettings {
  readonly client: HdlcAddress
  readonly server: HdlcAddress
  /** Longest information field we send and take, and how many frames may be on their way; proposals in SNRM. */
  maxInfoTx: number
  maxInfoRx: number
  windowTx: number
  windowRx: number
  /** How long the primary waits for an answer. */
  readonly responseTimeoutMs: number
  /** How often it asks again. */
  readonly retries: number
  /** For how long it asks again at least, however often that is. */
  readonly patienceMs?: number
  /** Sends SNRM without parameters at once, for meters that know no others than the defaults. */
  readonly emptySnrm?: boolean
  /** After this silence the secondary holds the link for gone. */
  readonly inactivityTimeoutMs: number
  /** Bound of a message put together from segments, octets. */
  readonly maxMessageLength: number
}

/** The defaults of IEC 62056-46, 6.4.4.4.3.2, and times that suit a serial line of 9600 baud. */
export const linkDefaults = {
  maxInfoTx: 128,
  maxInfoRx: 128,
  windowTx: 1,
  windowRx: 1,
  responseTimeoutMs: 1500,
  retries: 3,
  inactivityTimeoutMs: 120_000,
  maxMessageLength: 65_536,
} as const satisfies Partial<LinkSettings>

/** What both ends have agreed on in SNRM and UA, seen from this end. */
export interface Agreement {
  maxInfoTx: number
  windowTx: number
}

export type LinkFault =
  | 'no-answer' // the peer stays silent after all retries
  | 'refused' // DM: the peer refuses this link, or has it no longer
  | 'frame-rejected' // FRMR, or frames that do not belong to this link's numbering
  | 'message-too-long'

export type LinkInput =
  | { readonly kind: 'connect' }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'send'; readonly message: Uint8Array }
  /** Of the primary: more is expected of the server than the message it has sent. */
  | { readonly kind: 'poll' }
  /** The message just sent, or for the secondary the one delivered, has no answer. */
  | { readonly kind: 'pass' }
  | { readonly kind: 'frame'; readonly frame: ReceivedFrame }
  /** The deadline that the state named has passed. */
  | { readonly kind: 'timeout' }

export type LinkOutput =
  | { readonly kind: 'transmit'; readonly octets: Uint8Array }
  | { readonly kind: 'connected' | 'disconnected' }
  /** A message; `unnumbered` came in a UI frame, to many perhaps, and is not answered. */
  | { readonly kind: 'deliver'; readonly message: Uint8Array; readonly unnumbered?: true }
  | { readonly kind: 'failed'; readonly fault: LinkFault }

interface Common {
  readonly settings: LinkSettings
  readonly agreement: Agreement
  readonly window: SlidingWindow
  /** When to give input `timeout`, in the time of `now`; undefined while nothing is awaited. */
  readonly deadline: number | undefined
}

export interface ClientLinkState extends Common {
  readonly phase: 'disconnected' | 'connecting' | 'connected' | 'disconnecting'
  /** Repetitions of what is being awaited. */
  readonly attempts: number
  /** The server holds the right to send: we poll it until a whole message has come. */
  readonly awaitingReply: boolean
  /** We have asked for the server's state after a silence: any answer is news. */
  readonly enquiring: boolean
  /** How long an answer is awaited: as the settings say, or longer where the answer to SNRM has taken longer. */
  readonly responseTimeoutMs: number
  /** When connecting began. */
  readonly begun: number
}

export interface ServerLinkState extends Common {
  readonly phase: 'disconnected' | 'connected'
  /** The client has polled and is owed a final frame. */
  readonly polled: boolean
}

/** A frame as transmitted, flags included. */
export function transmit(
  from: HdlcAddress,
  to: HdlcAddress,
  control: HdlcControl,
  rest: Partial<Pick<HdlcFrame, 'segmented' | 'information'>> = {},
): LinkOutput {
  const frame = { segmented: false, destination: to, source: from, control, ...rest }
  return { kind: 'transmit', octets: encodeFlagged(frame) }
}

/** Whether an answer may come from there: a meter that is called by no address of its own answers with the one it has. */
export function mayAnswer(called: HdlcAddress, source: HdlcAddress): boolean {
  return called.lower === undefined || called.lower !== allStations(called)
    ? sameAddress(called, source)
    : called.upper === source.upper
}

/** Whether two addresses name the same station, in however many octets they came. */
export function sameAddress(a: HdlcAddress, b: HdlcAddress): boolean {
  return a.upper === b.upper && (a.lower ?? 0) === (b.lower ?? 0)
}
