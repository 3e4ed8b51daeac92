import type { Instant } from '@ferraris/service'
import type { Generated, JSONColumnType } from 'kysely'
import type { ApprovalReason } from './approvals/schemas.ts'
import type { Brakes } from './schemas.ts'

interface BrakesTable {
  readonly settings: JSONColumnType<Brakes>
}

interface ProtectedCustomerTable {
  readonly id: string
  readonly end_device_id: number | null
  readonly usage_point: string | null
  readonly reason: string
  readonly until: Instant | null
  readonly since: Instant
  readonly by: string
  readonly attempted_at: Instant | null
}

interface ApprovalTable {
  readonly id: string
  readonly ordinal: Generated<number>
  readonly control_id: string | null
  readonly activity: string | null
  readonly kind: string
  readonly meters: number
  readonly reasons: ApprovalReason[]
  readonly note: string | null
  readonly state: Generated<'waiting' | 'approved' | 'rejected'>
  readonly requested_by: string
  readonly requested_at: Instant
  readonly decided_by: string | null
  readonly decided_at: Instant | null
  readonly comment: string | null
}

interface ProtectedMeterTable {
  readonly end_device_id: number
  /** The order that has set its switch to mode 0; null where the meter takes no orders. */
  readonly control_id: string | null
  readonly since: Instant
}

/** Disconnections that one person ordered alone, by minute. */
interface DisconnectionTable {
  readonly minute: Instant
  readonly meters: number
}

export type BrakeTables = {
  readonly brakes: BrakesTable
  readonly protected_customer: ProtectedCustomerTable
  readonly protected_meter: ProtectedMeterTable
  readonly approval: ApprovalTable
  readonly disconnection: DisconnectionTable
}
