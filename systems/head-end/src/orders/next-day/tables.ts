import type { Instant } from '@ferraris/service'
import type { Generated } from 'kysely'

export type CheckState = 'waiting' | 'coherent' | 'differs' | 'unknown'

interface ConfigurationCheckTable {
  readonly control_id: string
  readonly end_device_id: number
  readonly sha256: string
  readonly configured_at: Instant
  readonly due_at: Instant
  /** The order that compares, once it is due. */
  readonly comparison: string
  readonly state: Generated<CheckState>
  readonly findings: Generated<string[]>
  readonly checked_at: Instant | null
  /** What a technician is asked to do, where it differs. */
  readonly work_request: string | null
}

export type NextDayTables = {
  readonly configuration_check: ConfigurationCheckTable
}
