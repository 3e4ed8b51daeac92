import type { Instant } from '@ferraris/service'
import type { Job } from '@ferraris/uplink'
import type { Generated, JSONColumnType } from 'kysely'
import type { ControlState } from './schemas.ts'

interface EndDeviceControlTable {
  readonly id: string
  readonly ordinal: Generated<number>
  readonly concentrator: string
  readonly end_device_id: number | null
  readonly task: JSONColumnType<Job['task']>
  readonly priority: Job['priority']
  readonly state: Generated<ControlState>
  readonly settled: Generated<boolean>
  readonly attempts: Generated<number>
  readonly detail: string | null
  readonly result_key: string | null
  readonly requested_by: string
  readonly created_at: Instant
  readonly not_before: Instant | null
  readonly expires_at: Instant
  readonly sent_at: Instant | null
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

export type ControlTables = {
  readonly end_device_control: EndDeviceControlTable
  readonly end_device_control_report: EndDeviceControlReportTable
}
