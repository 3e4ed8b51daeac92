import type { Address } from '../mac/address.ts'
import type { Discipline } from '../mac/discipline.ts'
import type { Ecc } from '../mac/lsap.ts'
import type { Reception } from './station.ts'

/** One request on its way over the line, and how its answer is awaited. */
export interface LineExchange {
  /** The repeaters, nearest first, and as last the destination or the broadcast address: 1 … 9 addresses. */
  readonly route: readonly Address[]
  readonly discipline: Discipline
  readonly dsap: number
  readonly ecc: Ecc
  readonly lsdu: Uint8Array
  /** Asks for an acknowledgement where the message itself has none (TCT_SET). */
  readonly poll?: boolean
  /** The LSDU begins with a segmentation header (bit S&R of the LLC control). */
  readonly segmented?: boolean
}

export interface LineAnswer {
  readonly lsdu: Uint8Array
  readonly dsap: number
  readonly ecc: Ecc
  /** Segments of a longer message (bit S&R of the LLC control). */
  readonly segmented: boolean
  readonly reception: Reception
}

/** How an exchange ended. */
export type LineOutcome =
  /** One answer; in class RC as many as came through, at least one. */
  | { readonly kind: 'answers'; readonly answers: readonly LineAnswer[] }
  /** Class S: on its way, nothing will come back. */
  | { readonly kind: 'sent' }
  /** `unheard`: nor did the first station send anything on, however often it was called. */
  | { readonly kind: 'silence'; readonly unheard: boolean }
  /** Something was heard while we waited, but no whole frame. */
  | { readonly kind: 'garbled' }

/** What happens to a machine on the line. */
export type LineInput =
  | { readonly kind: 'heard'; readonly psdu: Uint8Array; readonly reception: Reception }
  /** The last bit of our frame has left. */
  | { readonly kind: 'sent' }
  /** `carrier`: a frame is on the line. */
  | { readonly kind: 'tick'; readonly carrier: boolean }

/** What a machine needs of the line. */
export type LineAction =
  | { readonly kind: 'transmit'; readonly psdu: Uint8Array }
  /** Give `tick` at this time; a later one replaces an earlier one. */
  | { readonly kind: 'wake'; readonly at: number }
