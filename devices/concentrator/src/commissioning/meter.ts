import type { SmitpMode } from '@ferraris/smitp/security'
import type { Progress, StoredMeter } from '../store/meter-table.ts'

/** What a concentrator has in mind about a meter it has heard, or was given. */
export interface Meter extends StoredMeter {
  readonly serial?: string
  readonly state: StoredMeter['state']
  readonly transformer?: string
  readonly substation: boolean
  readonly loan?: string
  readonly mode: SmitpMode
  progress: Progress
  lastHeard: number
  /** Of a meter heard directly: whether it sits on our phase of the mains. */
  inPhase?: boolean
  /** Visits in a row that did not succeed, and until when it is left alone because of that. */
  failures: number
  restUntil: number
  /** Exchanges of about the last day, and those of them that failed. */
  readonly talk: Talk
}

/** Exchanges with one meter, older ones counting less. */
export interface Talk {
  tried: number
  failed: number
  at: number
}

/** Yesterday's exchanges count a third. */
const memory = 86_400_000

export function rememberTalk(talk: Talk, failed: boolean, now: number): void {
  const fade = Math.exp(-Math.max(0, now - talk.at) / memory)
  talk.tried = talk.tried * fade + 1
  talk.failed = talk.failed * fade + (failed ? 1 : 0)
  talk.at = now
}

/** Share of exchanges that succeeded, 0..1; 0 where there were none. */
export function successOf({ tried, failed }: Talk): number {
  return tried === 0 ? 0 : 1 - failed / tried
}

export function meterFrom(stored: StoredMeter): Meter {
  return {
    ...stored,
    failures: 0,
    restUntil: 0,
    talk: { tried: 0, failed: 0, at: 0 },
  }
}
