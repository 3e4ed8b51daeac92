import type { Instant } from '@ferraris/service'

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

export type HealthTables = {
  readonly trusted_firmware: TrustedFirmwareTable
  readonly battery_replacement: BatteryReplacementTable
}
