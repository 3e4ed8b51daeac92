import type { ColumnType, JSONColumnType } from 'kysely'

type Instant = ColumnType<Date, Date | string, Date | string>

export interface WorkOrderSignerTable {
  /** The secret Ed25519 key, sealed under the key-encryption key. */
  sealed_secret: Buffer
}

export interface WorkOrderTable {
  id: string
  end_device_id: number
  steps: JSONColumnType<object[]>
  sealing_key: string
  signing_key: string
  not_before: Instant
  not_after: Instant
  issued_at: Instant
  issued_by: string
}

export interface WorkOrderResultTable {
  work_order_id: string
  step: number
  outcome: 'done' | 'failed'
  at: Instant
  value: JSONColumnType<object> | null
  error: string | null
  received_at: Instant
  received_by: string
}

declare module '../database/tables.ts' {
  interface Tables {
    work_order_signer: WorkOrderSignerTable
    work_order: WorkOrderTable
    work_order_result: WorkOrderResultTable
  }
}
