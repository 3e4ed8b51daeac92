import type { Instant } from '@ferraris/service'
import type { Generated } from 'kysely'

type WatchState = 'waiting' | 'heard' | 'stayed-away' | 'void'

interface FirmwareWatchTable {
  readonly control_id: string
  /** So long after the activation the meter has to be heard. */
  readonly hours: number
  /** The order of the previous image, once it is wanted. */
  readonly roll_back: Generated<string>
  readonly state: Generated<WatchState>
  /** Why there is no such order, where there is none. */
  readonly detail: string | null
  readonly ended_at: Instant | null
}

export type FirmwareWatchTables = {
  readonly firmware_watch: FirmwareWatchTable
}
