/**
 * What a data concentrator and a head-end tell each other (interface G2). Every message is idempotent by its key, and
 * what moves readings is acknowledged only after the receiver has committed it. Instants are epoch milliseconds,
 * energies whole base units (Wh, varh), addresses the 12 hex digits of an ACA.
 */

/** Something read from one meter, kept by the concentrator until the head-end acknowledges `key`. */
export interface ResultBase {
  /** Unique in this concentrator for ever: the receiver stores it once. */
  readonly key: string
  readonly aca: string
  readonly readAt: number
}

/** One local day of a load profile: register values at the end of each interval, `null` where the meter has no row. */
export interface ProfileDay extends ResultBase {
  readonly kind: 'profile-day'
  readonly obis: string
  /** Local day, YYYY-MM-DD. */
  readonly day: string
  readonly start: number
  readonly intervalSeconds: number
  readonly registers: readonly {
    readonly obis: string
    /** Increment of each interval of the day so far. */
    readonly increments: readonly (number | null)[]
  }[]
  readonly status: readonly number[]
}

/** Cumulative registers at one instant. */
export interface RegisterSnapshot extends ResultBase {
  readonly kind: 'registers'
  readonly time: number
  readonly registers: readonly { readonly obis: string; readonly value: number }[]
}

export interface MeterEvents extends ResultBase {
  readonly kind: 'events'
  readonly events: readonly { readonly time: number; readonly code: number; readonly index: number }[]
}

export type Result = ProfileDay | RegisterSnapshot | MeterEvents

/** What the head-end wants done. `id` makes it idempotent; a job is done once, however often it arrives. */
export interface Job {
  readonly id: string
  readonly priority: 'on-demand' | 'high' | 'normal'
  readonly notBefore?: number
  readonly expires: number
  readonly task:
    | { readonly kind: 'read-registers'; readonly aca: string }
    | { readonly kind: 'read-profile'; readonly aca: string; readonly from: string; readonly to: string }
    | { readonly kind: 'switch'; readonly aca: string; readonly connected: boolean }
    | { readonly kind: 'limit'; readonly aca: string; readonly watts: number }
    | { readonly kind: 'set-clock'; readonly aca: string }
    | { readonly kind: 'firmware'; readonly aca: string; readonly image: string; readonly sha256: string }
    | { readonly kind: 'discover' }
}

export interface JobReport {
  readonly id: string
  readonly state: 'accepted' | 'running' | 'done' | 'refused' | 'expired' | 'failed'
  readonly at: number
  readonly attempts: number
  readonly detail?: string
  /** Key of the result that came of it. */
  readonly result?: string
}

/** A meter as the concentrator hears it. */
export interface Neighbour {
  readonly aca: string
  readonly serial?: string
  readonly state: 'new' | 'adopted' | 'silent' | 'foreign'
  /** Repeaters on the way, nearest first; empty when heard directly. */
  readonly route: readonly string[]
  readonly phase?: 'in' | 'out'
  readonly snr: number
  readonly signal: number
  /** Share of exchanges of the last day that succeeded, 0..1. */
  readonly success: number
  readonly firstHeard: number
  readonly lastHeard: number
}

export interface LineStatistics {
  readonly since: number
  readonly until: number
  readonly frames: number
  readonly airtimeSeconds: number
  readonly exchanges: number
  readonly failed: number
  readonly completeness: { readonly day: string; readonly expected: number; readonly received: number }
}

/** From the concentrator. */
export type UpMessage =
  | {
      readonly kind: 'hello'
      readonly concentrator: string
      readonly version: string
      readonly substation: string
    }
  | {
      readonly kind: 'heartbeat'
      readonly at: number
      readonly meters: number
      readonly silent: number
      readonly pendingResults: number
      readonly diskFree: number
    }
  | { readonly kind: 'inventory'; readonly at: number; readonly neighbours: readonly Neighbour[] }
  | { readonly kind: 'statistics'; readonly statistics: LineStatistics }
  | { readonly kind: 'results'; readonly results: readonly Result[] }
  | { readonly kind: 'job-reports'; readonly reports: readonly JobReport[] }

/** To the concentrator. */
export type DownMessage =
  | { readonly kind: 'acknowledge'; readonly keys: readonly string[] }
  | { readonly kind: 'jobs'; readonly jobs: readonly Job[] }
  | {
      readonly kind: 'adopt'
      readonly meters: readonly {
        readonly aca: string
        readonly serial: string
        /** 32 hex digits each: write key, read key. Only ever on an encrypted link or on loopback. */
        readonly k1: string
        readonly k2: string
      }[]
    }
  | { readonly kind: 'release'; readonly acas: readonly string[] }
  | {
      readonly kind: 'peers'
      readonly peers: readonly { readonly concentrator: string; readonly acas: readonly string[] }[]
    }
