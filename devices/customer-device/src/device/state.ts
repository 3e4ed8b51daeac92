import type { DailyCounters, MeterRole, ReceiveWindow } from '@ferraris/chain2'
import type { Day } from '../energy/day.ts'
import type { HomeEnergy } from '../energy/home-energy.ts'
import type { Readings } from '../readings/readings.ts'
import type { Refusal } from './refusal.ts'
import type { DeviceSettings, OperatingKeys } from './settings.ts'

/** Operating keys and the counters that were used under them. */
export interface KeySet {
  readonly keys: OperatingKeys
  readonly window: ReceiveWindow
}

/** What binds a device to one meter. */
export interface MeterLink {
  /** Hex. */
  readonly systemTitle: string
  readonly pod: string
  /** Undefined until the meter's association frame has come. */
  readonly current: KeySet | undefined
  /** Before a change of keys: frames under them may still be under way. */
  readonly earlier: (KeySet & { readonly until: number }) | undefined
  /** Highest counter of an association frame: the initial key has counters of its own. */
  readonly associationCounter: number
  readonly associatedAt: number | undefined
  /** The first frame under the keys has come: both ends have the same. */
  readonly provenAt: number | undefined
  /** Frames that the customer has asked for; undefined where the keys were set at the factory. */
  readonly profile: number | undefined
  readonly gap: number | undefined
}

/** A meter was put in place of another. The new one's registers begin anywhere. */
export interface Exchange {
  readonly at: number
  readonly from: string
  readonly to: string
}

export interface MeterState {
  readonly role: MeterRole
  readonly link: MeterLink
  readonly counters: DailyCounters
  readonly readings: Readings
  /** In order of time, the newest last. */
  readonly days: readonly Day[]
  readonly exchanges: readonly Exchange[]
}

/** What a device remembers. Parts that do not change stay the same objects, so that a store writes what has changed. */
export interface DeviceState {
  readonly settings: DeviceSettings
  readonly meters: readonly MeterState[]
  readonly home: HomeEnergy
  readonly reception: Reception
}

/** How it goes with what comes in, since the data folder was made. */
export interface Reception {
  readonly lastAcceptedAt: number | undefined
  readonly lastRefusal: { readonly reason: Refusal; readonly at: number } | undefined
  readonly accepted: number
  readonly replicas: number
  /** Telegrams that came faster than they could be taken in. */
  readonly lost: number
  readonly refused: Readonly<Partial<Record<Refusal, number>>>
}
