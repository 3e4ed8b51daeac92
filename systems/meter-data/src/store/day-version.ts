import type { LocalDate } from '@ferraris/cosem'
import type { DayState } from '../validation/validate.ts'
import type { Notes } from './notes.ts'
import { unpackIntervals, unpackQuality } from './pack.ts'

/** What made a version. */
export type Cause = 'collection' | 'edit' | 'confirmation'

/** A version of a day of a channel, as it is stored. */
export interface DayVersion {
  readonly endDeviceId: number
  readonly readingTypeId: number
  readonly day: LocalDate
  /** From 1; the highest is in force. */
  readonly version: number
  readonly state: DayState
  readonly cause: Cause
  /** Epoch milliseconds. */
  readonly madeAt: number
  readonly who: string | null
  readonly reason: string | null
  /** Seconds since 1970. */
  readonly start: number
  readonly intervalSeconds: number
  readonly values: (number | null)[]
  readonly quality: number[]
  readonly notes: Notes
}

/** A version that stands in the store, with its place in the order of all changes. */
export interface StoredVersion extends DayVersion {
  readonly change: number
}

export interface VersionRow {
  readonly end_device_id: number
  readonly reading_type_id: number
  readonly day: string
  readonly version: number
  readonly change: number
  readonly state: DayState
  readonly cause: Cause
  readonly made_at: Date
  readonly who: string | null
  readonly reason: string | null
  readonly start: Date
  readonly interval_seconds: number
  readonly interval_count: number
  readonly increments: Buffer
  readonly quality: Buffer
  readonly notes: Notes
}

export const versionColumns = `end_device_id, reading_type_id, day, version, change, state, cause, made_at, who, reason, start,
  interval_seconds, interval_count, increments, quality, notes`

export function versionOf(row: VersionRow): StoredVersion {
  return {
    endDeviceId: row.end_device_id,
    readingTypeId: row.reading_type_id,
    day: row.day,
    version: row.version,
    change: row.change,
    state: row.state,
    cause: row.cause,
    madeAt: row.made_at.getTime(),
    who: row.who,
    reason: row.reason,
    start: row.start.getTime() / 1000,
    intervalSeconds: row.interval_seconds,
    values: unpackIntervals(row.increments, row.interval_count),
    quality: unpackQuality(row.quality, row.interval_count),
    notes: row.notes,
  }
}
