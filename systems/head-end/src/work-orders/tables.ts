import type { Instant } from '@ferraris/service'
import type { TicketRight } from '@ferraris/work-order'
import type { JSONColumnType } from 'kysely'

interface WorkOrderSignerTable {
  /** The secret Ed25519 key, sealed under the key-encryption key. */
  readonly sealed_secret: Buffer
}

interface WorkOrderTable {
  readonly id: string
  readonly end_device_id: number
  readonly steps: JSONColumnType<object[]>
  readonly sealing_key: string
  readonly signing_key: string
  readonly not_before: Instant
  readonly not_after: Instant
  readonly issued_at: Instant
  readonly issued_by: string
}

interface WorkOrderResultTable {
  readonly work_order_id: string
  readonly step: number
  readonly outcome: 'done' | 'failed'
  readonly at: Instant
  readonly value: JSONColumnType<object> | null
  readonly error: string | null
  readonly received_at: Instant
  readonly received_by: string
}

interface FieldDeviceTable {
  readonly name: string
  /** Public keys, base64url. */
  readonly sealing: string
  readonly signing: string
  readonly registered_at: Instant
  readonly registered_by: string
  readonly approved_at: Instant | null
  readonly approved_by: string | null
}

interface ConcentratorTicketTable {
  readonly id: string
  readonly concentrator: string
  readonly field_device: string
  readonly access: TicketRight
  readonly not_before: Instant
  readonly not_after: Instant
  readonly issued_at: Instant
  readonly issued_by: string
  readonly recalled_at: Instant | null
  readonly recalled_by: string | null
}

interface WorkRequestTable {
  readonly id: string
  readonly reason: string
  readonly activity: string | null
  readonly created_at: Instant
  readonly created_by: string
  readonly cancelled_at: Instant | null
}

interface WorkRequestLineTable {
  readonly work_request: string
  readonly place: number
  readonly end_device_id: number
  readonly control_id: string | null
  readonly steps: JSONColumnType<object[]>
  readonly why: string
  readonly work_order: string | null
  readonly closed: 'done' | 'withdrawn' | null
  readonly closed_at: Instant | null
}

export type WorkOrderTables = {
  readonly work_request: WorkRequestTable
  readonly work_request_line: WorkRequestLineTable
  readonly concentrator_ticket: ConcentratorTicketTable
  readonly field_device: FieldDeviceTable
  readonly work_order_signer: WorkOrderSignerTable
  readonly work_order: WorkOrderTable
  readonly work_order_result: WorkOrderResultTable
}
