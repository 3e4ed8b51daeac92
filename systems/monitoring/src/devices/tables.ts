import type { MeterRole } from '@ferraris/chain2'
import type { Instant } from '@ferraris/service'
import type { ColumnType, Generated } from 'kysely'
import type { Survey } from './survey.ts'

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
  /** Of its meter of consumption and exchange, 16 hex digits. */
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
  /** Last day of its device. */
  readonly ends: string | null
}

export type DeviceTables = { readonly device: DeviceRow; readonly point: PointRow }
