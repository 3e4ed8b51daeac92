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

/** One local day of a load profile, or the part of it that is over. */
export interface ProfileDay extends ResultBase {
  readonly kind: 'profile-day'
  /** Of the profile, `1.0.99.1.0.255`. */
  readonly obis: string
  /** Local day of the meter, YYYY-MM-DD, and its midnight. */
  readonly day: string
  readonly start: number
  readonly intervalSeconds: number
  readonly registers: readonly {
    readonly obis: string
    /** Increment of each interval of the day so far, null where it is not known. */
    readonly increments: readonly (number | null)[]
  }[]
  /** AMR profile status of the row that ends each interval (0.0.96.10.1.255); 0 where no row is. */
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
  /** `index` is the meter's own running number, 16 bit: with the time it tells equal events apart. */
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
    /** What the supply may draw before the meter opens its switch; 10,000,000, the most, is no limit in practice. */
    | { readonly kind: 'limit'; readonly aca: string; readonly watts: number }
    | { readonly kind: 'set-clock'; readonly aca: string }
    /** `version` is what the meter calls its firmware afterwards; the image is fetched by its SHA-256. */
    | { readonly kind: 'firmware'; readonly aca: string; readonly sha256: string; readonly version: string }
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
  /** True when more than one device answers to this address. */
  readonly clash?: boolean
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

/**
 * What went into a section of the grid on one local day, against what its meters counted: the difference is technical
 * loss, or somebody's. Whole Wh; the message replaces an earlier one of the same transformer and day.
 */
export interface EnergyBalance {
  readonly transformer: string
  readonly day: string
  readonly start: number
  readonly intervalSeconds: number
  /** Of the substation meter, each interval; null where it is not known. */
  readonly supplied: readonly (number | null)[]
  /** Net sum of the meters behind it; null where one of them is missing. */
  readonly metered: readonly (number | null)[]
  /** Meters of the section, and those of them whose day is not whole. */
  readonly meters: number
  readonly missing: number
  /** Share of what was supplied in the intervals known on both sides; null where there are none. */
  readonly lossShare: number | null
}

/** A frame as it went over one hop of the line. */
export interface LineFrame {
  readonly at: number
  /** ACA of the station that sent it, and of the next on its way; 03FFFFFFFFFF for all. */
  readonly from: string
  readonly to: string
  /** Hops behind it, 0 for the first. */
  readonly hop: number
  /** How many octets it has. */
  readonly octets: number
  /** Whether `to` could decode it. */
  readonly ok: boolean
  /** The octets themselves in hex, for who wants to have them explained. */
  readonly psdu?: string
}

/** From the concentrator. */
export type UpMessage =
  | {
      readonly kind: 'hello'
      readonly concentrator: string
      readonly version: string
      readonly substation: string
      /** ACA of the meter at the transformer that sees what flows into the section, where there is one. */
      readonly balanceMeter?: string
    }
  /** Left with the broker as its will: the connection broke, or (`closed`) was ended on purpose. */
  | { readonly kind: 'gone'; readonly closed: boolean }
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
  | { readonly kind: 'balance'; readonly balance: EnergyBalance }
  /** It needs the part of a firmware image that begins at `offset`. */
  | { readonly kind: 'image-request'; readonly sha256: string; readonly offset: number }
  /** What a local district lets people see of its line: best effort, never stored. */
  | { readonly kind: 'frames'; readonly frames: readonly LineFrame[] }

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
        /** The section of the grid it belongs to; the concentrator's only one without it. */
        readonly transformer?: string
        /** True for the meter that measures what flows into the section. */
        readonly substation?: boolean
        /** How it protects its SMITP messages; `hardened` without it. */
        readonly mode?: 'faithful' | 'hardened'
        /** A peer that is dead: the meter is on loan, and goes back when `peers` says that it lives. */
        readonly onLoanFrom?: string
      }[]
    }
  | { readonly kind: 'release'; readonly acas: readonly string[] }
  /** A part of a firmware image; `size` 0 says that there is no such image. */
  | {
      readonly kind: 'image-part'
      readonly sha256: string
      /** Octets of the whole image. */
      readonly size: number
      readonly offset: number
      /** In base64. */
      readonly octets: string
    }
  | {
      readonly kind: 'peers'
      readonly peers: readonly {
        readonly concentrator: string
        readonly acas: readonly string[]
        /** True while the head-end holds it for dead: its meters may be given to others on loan. */
        readonly dead?: boolean
      }[]
    }
