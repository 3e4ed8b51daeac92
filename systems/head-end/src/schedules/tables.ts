import type { Generated } from 'kysely'

interface MeterReadScheduleTable {
  readonly id: Generated<number>
  readonly name: string
  readonly every_minutes: number
  readonly offset_seconds: number
  readonly history_days: number
  readonly profiles: string[]
  readonly registers: string[]
  readonly enabled: boolean
  readonly set_clock: Generated<boolean>
  /** Removed when no device has it any more. */
  readonly made_by_message: Generated<boolean>
}

export type ScheduleTables = {
  readonly meter_read_schedule: MeterReadScheduleTable
}
