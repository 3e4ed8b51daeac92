import type { Zone } from '@ferraris/cosem'
import type { NetworkFactory } from './network/neighbourhood-network.ts'
import type { Settings } from './settings.ts'
import type { Store } from './store/store.ts'
import type { Uplink } from './uplink/uplink.ts'

/** What a concentrator is made of. Time comes with each call, epoch milliseconds; nothing here is asynchronous. */
export interface ConcentratorOptions {
  /** As the head-end knows it, and so its tickets for field devices; else its substation. */
  readonly name?: string
  /** The substation it stands in. */
  readonly substation: string
  /** Of the meters: their local days are what is read. */
  readonly zone: Zone
  readonly store: Store
  /** Makes the network to the meters: `metersAndMore`. */
  readonly network: NetworkFactory
  readonly uplink: Uplink
  /** Requests `Concentrator.wake` at that time; a later call replaces an earlier one. */
  readonly wakeAt: (time: number) => void
  /** 0 ≤ random() < 1. */
  readonly random: () => number
  readonly settings?: Partial<Settings>
  /** Version of the firmware that it came with; default 1. */
  readonly version?: string
  /**
   * Begins to compare its clock with a time server; what comes of it goes to `Concentrator.clockCompared`. Without this the
   * time that comes with each call is taken as it is.
   */
  readonly compareClock?: () => void
  /** New firmware is to run: the concentrator is stopped, and begun again on its store. */
  readonly restart?: () => void
}
