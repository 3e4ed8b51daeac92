import type { Instant } from '@ferraris/service'
import type { Generated, JSONColumnType } from 'kysely'
import type { Cause } from './causes.ts'
import type { ControlPriority } from './priorities.ts'
import type { ControlStep } from './schemas.ts'
import type { ControlState, Way } from './states.ts'

interface EndDeviceControlTable {
  readonly id: string
  readonly ordinal: Generated<number>
  readonly kind: string
  readonly parameters: JSONColumnType<Record<string, unknown>>
  readonly way: Generated<Way>
  /** Of an order that goes by job: the one that has it. */
  readonly concentrator: string | null
  readonly end_device_id: number | null
  readonly activity: string | null
  readonly priority: ControlPriority
  /** The priority as a number, 0 the most urgent. */
  readonly rank: Generated<number>
  /** What it sets at the meter: of two orders with the same subject the later wins. Null when it sets nothing. */
  readonly subject: string | null
  readonly state: Generated<ControlState>
  /** Whether its end is known, not assumed. */
  readonly settled: Generated<boolean>
  /** One that is not is taken by nothing. */
  readonly released: Generated<boolean>
  readonly attempts: Generated<number>
  readonly most_attempts: Generated<number>
  /** When it is due; while it is leased, when its lease ends. */
  readonly next_attempt_at: Generated<Instant>
  readonly lease_owner: string | null
  readonly lease_until: Instant | null
  readonly cause: Cause | null
  readonly detail: string | null
  readonly steps: JSONColumnType<ControlStep[]> | null
  readonly result_key: string | null
  /** What a session read, beside what a concentrator delivers under `result_key`. */
  readonly result: JSONColumnType<{ readonly kind: string; readonly time: string }> | null
  readonly requested_by: string
  readonly created_at: Instant
  readonly not_before: Instant | null
  readonly expires_at: Instant
  readonly sent_at: Instant | null
  readonly confirmed_at: Instant | null
  readonly verified_at: Instant | null
  readonly changed_at: Instant
  /** How often it went to another concentrator. */
  readonly route: Generated<number>
  readonly cancel_requested_at: Instant | null
  readonly cancel_requested_by: string | null
}

interface EndDeviceControlReportTable {
  readonly control_id: string
  readonly at: Instant
  readonly state: ControlState
  readonly attempts: number
  readonly detail: string | null
}

interface EndDeviceControlFramesTable {
  readonly control_id: string
  readonly attempt: number
  readonly at: Instant
  readonly uri: string
  readonly frames: JSONColumnType<(readonly [direction: string, time: number, hex: string])[]>
}

export type ControlTables = {
  readonly end_device_control_frames: EndDeviceControlFramesTable
  readonly end_device_control: EndDeviceControlTable
  readonly end_device_control_report: EndDeviceControlReportTable
}
