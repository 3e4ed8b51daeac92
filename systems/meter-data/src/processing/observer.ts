import type { DayVersion } from '../store/day-version.ts'

/** What one round did: how many days of channels it judged, and how many of them changed. */
export interface Round {
  /** Days of meters taken from the queue. */
  readonly taken: number
  readonly judged: number
  readonly written: number
}

/** Called for what was judged. */
export interface ProcessObserver {
  judged(day: Pick<DayVersion, 'state' | 'notes'>): void
  round(round: Round, seconds: number): void
}
