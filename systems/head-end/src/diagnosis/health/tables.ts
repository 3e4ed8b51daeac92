import type { Instant } from '@ferraris/service'
import type { JSONColumnType } from 'kysely'
import type { Diagnosis } from '../schemas.ts'

interface TrustedFirmwareTable {
  /** OBIS of the version, as 1.0.0.2.0.255. */
  readonly part: string
  readonly version: string
  readonly signature: string
  readonly trusted_at: Instant
  readonly trusted_by: string
}

interface BatteryReplacementTable {
  readonly end_device_id: number
  readonly replaced_at: Instant
  readonly noted_by: string
}

/** Values as a snapshot read them last. */
interface DiagnosisItemTable {
  readonly end_device_id: number
  readonly obis: string
  readonly read_at: Instant
  readonly item: JSONColumnType<Diagnosis['items'][number]>
}

export type HealthTables = {
  readonly trusted_firmware: TrustedFirmwareTable
  readonly diagnosis_item: DiagnosisItemTable
  readonly battery_replacement: BatteryReplacementTable
}
