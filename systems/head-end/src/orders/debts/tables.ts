import type { Instant } from '@ferraris/service'
import type { Generated } from 'kysely'
import type { PaymentOutcome } from './schemas.ts'

interface DebtListTable {
  readonly id: string
  readonly ordinal: Generated<number>
  readonly name: string
  readonly created_at: Instant
  readonly created_by: string
}

interface DebtTable {
  readonly list: string
  readonly serial: string
  readonly end_device_id: number | null
  /** Decimal, as it was given. */
  readonly amount: string
  readonly currency: string
  readonly reference: string | null
  readonly paid_at: Instant | null
  readonly paid_by: string | null
  readonly outcome: PaymentOutcome | null
  /** The order that gives the supply back. */
  readonly reconnection: string | null
}

export type DebtTables = {
  readonly debt_list: DebtListTable
  readonly debt: DebtTable
}
