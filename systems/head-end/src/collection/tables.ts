import type { ProfileHead } from '@ferraris/client'
import type { ScalerUnit } from '@ferraris/cosem'
import type { Instant } from '@ferraris/service'
import type { JSONColumnType } from 'kysely'
import type { SessionState } from '../inventory/schemas.ts'

interface CollectionTable {
  readonly end_device_id: number
  readonly next_due: Instant | null
  readonly lease_owner: string | null
  readonly lease_until: Instant
  /** What the device shares with others, see `shared-line.ts`: one session at a time is on it. */
  readonly line: string | null
  /** Digest of the key that its sessions use: their invocation counters are in `key_counter`. */
  readonly counter_key: Buffer | null
  readonly state: SessionState
  readonly failures: number
  readonly read_until: JSONColumnType<Record<string, number>>
  readonly profiles: JSONColumnType<Record<string, ProfileHead>>
  readonly units: JSONColumnType<Record<string, ScalerUnit>>
  readonly clock_offset_seconds: number | null
  /** Since when the clock is further off than a profile stands. */
  readonly clock_off_since: Instant | null
  readonly last_contact: Instant | null
  readonly last_error: string | null
  readonly last_error_at: Instant | null
}

interface SessionTallyTable {
  readonly day: string
  readonly shard: number
  readonly completed: number
  readonly failed: number
}

/** One row: what this head-end is towards all meters. */
interface HeadEndTable {
  /** Eight octets by which meters know it. */
  readonly system_title: Buffer
  /** What the clock showed when a head-end last ran. */
  readonly clock_seen: Instant | null
  /** A known value under the key-encryption key. */
  readonly kek_check: Buffer | null
}

export type CollectionTables = {
  readonly collection: CollectionTable
  readonly session_tally: SessionTallyTable
  readonly head_end: HeadEndTable
}
