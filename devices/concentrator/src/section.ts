import type { Zone } from '@ferraris/cosem'
import { wholeSecondsOf } from '@ferraris/metering'
import type { OperatorSettings } from '@ferraris/uplink'
import { Roster } from './commissioning/roster.ts'
import type { NeighbourhoodNetwork, NetworkHost } from './network/neighbourhood-network.ts'
import { type RefusedSettings, take, withKept } from './operator-settings.ts'
import type { ConcentratorOptions } from './options.ts'
import { defaultSettings, type Settings } from './settings.ts'
import type { Store } from './store/store.ts'

/** What all work of a concentrator shares: its meters, the network to them, and where things are kept. */
export class Section implements NetworkHost {
  readonly store: Store
  readonly zone: Zone
  readonly random: () => number
  readonly roster: Roster
  readonly network: NeighbourhoodNetwork
  readonly exchanged: (now: number) => void
  /** The instant of the step under way. Set by the concentrator before anything else happens in it. */
  now = 0
  #settings: Settings

  constructor(
    { store, zone, settings, random, network }: ConcentratorOptions,
    exchanged: (now: number) => void,
  ) {
    this.store = store
    this.zone = zone
    this.#settings = withKept({ ...defaultSettings, ...settings }, store)
    this.random = random
    this.roster = new Roster(store)
    this.exchanged = exchanged
    this.network = network(this)
  }

  get settings(): Settings {
    return this.#settings
  }

  /** Takes settings of the head-end, or none of them; returns what of them cannot be. Throws StoreError. */
  set(given: OperatorSettings): RefusedSettings {
    const { profileRegisters } = this.network
    const { settings, refused } = take(this.#settings, given, { store: this.store, profileRegisters })
    this.#settings = settings
    return refused
  }

  /** A pause of about this length, so that things put off together do not come back together. */
  about(milliseconds: number): number {
    return milliseconds * (0.85 + 0.3 * this.random())
  }

  /** The local day of an instant. */
  dayAt(instant: number): string {
    return this.zone.dateOf(wholeSecondsOf(instant))
  }
}
