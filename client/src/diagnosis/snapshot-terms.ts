import type { EventProfile, Stamps } from '@ferraris/metering'
import type { Quirks } from '../quirks/quirks.ts'

/** How a snapshot is taken. */
export interface SnapshotTerms {
  readonly stamps: Stamps
  readonly quirks: Quirks
  /** What the bits of its registers mean. */
  readonly profile: EventProfile
  /** Classes that the meter's object list names, where they may differ from the usual ones. */
  readonly classes?: ReadonlyMap<string, number>
  /** Seconds since 1970; rows of logs before it are left out. */
  readonly logsFrom: number
}
