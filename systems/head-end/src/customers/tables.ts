import type { Instant } from '@ferraris/service'
import type { Scope } from './consents/schemas.ts'
import type { DeletionState } from './deletion/schemas.ts'

interface CustomerAgreementTable {
  readonly id: string
  readonly customer: string
  readonly usage_point: string
  readonly from_day: string
  /** Last day, included; null while it runs. */
  readonly to_day: string | null
  readonly created_at: Instant
  readonly created_by: string
}

interface ConsentTable {
  readonly id: string
  readonly agreement_id: string
  readonly third_party: string
  readonly scopes: readonly Scope[]
  /** First day of the data that it lets see. */
  readonly from_day: string
  readonly given_at: Instant
  readonly expires_at: Instant
  readonly revoked_at: Instant | null
  readonly revoked_by: string | null
}

interface DataDeletionTable {
  readonly id: string
  readonly agreement_id: string
  readonly from_day: string
  readonly to_day: string
  readonly state: DeletionState
  readonly requested_at: Instant
  readonly decided_at: Instant | null
  readonly decided_by: string | null
  readonly reason: string | null
  readonly blocks: number | null
  readonly readings: number | null
  readonly kept_readings: number | null
}

/** Local days whose readings were deleted on demand: they are not stored again. */
interface ErasedDaysTable {
  readonly end_device_id: number
  readonly from_day: string
  readonly to_day: string
}

export type CustomerTables = {
  readonly customer_agreement: CustomerAgreementTable
  readonly consent: ConsentTable
  readonly data_deletion: DataDeletionTable
  readonly erased_days: ErasedDaysTable
}
