import type { Instant } from '@ferraris/service'
import type { Generated } from 'kysely'
import type { RoutineCheck } from './schemas.ts'

interface RoutineCheckTable {
  readonly id: Generated<number>
  readonly end_device_id: number
  readonly checked_at: Instant
  readonly checked_by: string
  /** The local day on whose morning all silent meters were checked; null for a check that was asked for. */
  readonly night: string | null
  readonly verdict: RoutineCheck['verdict']
  readonly layer: string | null
  readonly detail: string | null
  readonly milliseconds: number | null
  readonly clock_offset_seconds: number | null
}

interface RoutineNightTable {
  readonly day: string
  readonly began_at: Instant
  readonly ended_at: Instant | null
}

export type RoutineCheckTables = {
  readonly routine_check: RoutineCheckTable
  readonly routine_night: RoutineNightTable
}
