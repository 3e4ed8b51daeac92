import type { Instant } from '@ferraris/service'
import type { ColumnType, Generated } from 'kysely'
import type { Survey } from './survey.ts'

/** The meters that one device may hear: the one of the exchange point, and up to four of production. */
export const meterRoles = ['M1', 'M2', 'M2_2', 'M2_3', 'M2_4'] as const
export type MeterRole = (typeof meterRoles)[number]

export interface DeviceRow {
  /** As its maker calls it. */
  readonly id: string
  /** Under which an evaluator sees it. */
  readonly pseudonym: string
  readonly participant: string
  readonly maker: string
  readonly model: string
  readonly hardware: string
  readonly firmware: string
  /** 12 hex digits. */
  readonly smitp_address: string
  /** 16 hex digits. */
  readonly system_title: string
  readonly survey: ColumnType<Survey, string, string>
  readonly starts: string
  readonly ends: string | null
  readonly last_upload_at: Instant | null
  /** The version that it told last. */
  readonly told_firmware: string | null
}

export interface PointRow {
  readonly id: Generated<number>
  readonly device: string
  readonly meter: MeterRole
  readonly pod: string
  /** Serial number of the meter, by which the head-end knows what it sent. */
  readonly end_device: string | null
  readonly province: string
}

export type DeviceTables = { readonly device: DeviceRow; readonly point: PointRow }
