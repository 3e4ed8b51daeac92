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
  readonly responseTimeout: number
  /** How often it asks again. */
  readonly retries: number
  /** After this silence the secondary holds the link for gone. */
  readonly inactivityTimeout: number
  /** Bound of a message put together from segments, octets. */
  readonly maxMessageLength: number
}

/** The defaults of IEC 62056-46, 6.4.4.4.3.2, and times that suit a line of 9600 baud. */
export const linkDefaults = {
  maxInfoTx: 128,
  maxInfoRx: 128,
  windowTx: 1,
  windowRx: 1,
  responseTimeout: 1500,
  retries: 3,
  inactivityTimeout: 120_000,
  maxMessageLength: 65_536,
} as const satisfies Partial<LinkSettings>

/** What both ends have agreed on in SNRM and UA, seen from this end. */
export interface Agreement {
  maxInfoTx: number
  windowTx: number
}

export type LinkFault =
  | 'no-answer' // the peer stays silent after all retries
  | 'refused' // DM: the peer does not want, or no longer knows, this link
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
}

export interface ServerLinkState extends Common {
  readonly phase: 'disconnected' | 'connected'
  /** The client has polled and is owed a final frame. */
  readonly polled: boolean
}

/** A frame on the line, flags included. */
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
