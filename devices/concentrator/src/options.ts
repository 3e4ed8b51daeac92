import type { Zone } from '@ferraris/cosem'
import type { LineMaster } from './meters-and-more/exchange/line-master.ts'
import type { Saying } from './meters-and-more/exchange/request.ts'
import type { Settings } from './settings.ts'
import type { Store } from './store/store.ts'
import type { Uplink } from './uplink/uplink.ts'

/** What a concentrator is made of. Time comes with each call, epoch milliseconds; nothing here is asynchronous. */
export interface ConcentratorOptions {
  /** The substation it stands in. */
  readonly substation: string
  /** Of the meters: their local days are what is read. */
  readonly zone: Zone
  readonly store: Store
  readonly line: LineMaster
  readonly uplink: Uplink
  /** Asks for `Concentrator.wake` at that time; a later call replaces an earlier one. */
  readonly wakeAt: (time: number) => void
  /** 0 ≤ random() < 1. */
  readonly random: () => number
  readonly settings?: Partial<Settings>
}

/**
 * What an interactive pass-through carries: one LSDU as it is, with what its frame says of it; or, with DSAP 1, a DLMS
 * APDU behind its two addresses (`encodeCosem`) of up to 2032 octets, which goes in segments.
 */
export type PassThrough = Omit<Saying, 'discipline'> & Partial<Pick<Saying, 'discipline'>>
