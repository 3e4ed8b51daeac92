import type { Instant } from '@ferraris/service'

export interface CampaignRow {
  readonly single: boolean
  readonly name: string
  readonly time_zone: string
  /** First and last local day. */
  readonly starts: string
  readonly ends: string
  /** Devices at most. */
  readonly target: number
  /** Days that a participant takes part at least. */
  readonly least_days: number
  /** Meters that a province has at least to take part. */
  readonly least_meters: number
  readonly most_visits: number
  /** Days between the booking of a test and its first day, at least. */
  readonly notice_days: number
  /** When places were shared last. */
  readonly shared_at: Instant | null
}

export interface ProvinceRow {
  readonly code: string
  readonly name: string
  readonly region: string
  readonly meters: number
}

export type CampaignTables = { readonly campaign: CampaignRow; readonly province: ProvinceRow }
