import type { Instant } from '@ferraris/service'
import type { EnergyBalance as ReportedBalance } from '@ferraris/uplink'
import type { JSONColumnType } from 'kysely'
import type { EnergyBalance } from './schemas.ts'

interface EnergyBalanceTable {
  readonly concentrator: string
  readonly day: string
  readonly balance: JSONColumnType<EnergyBalance>
  readonly computed_at: Instant
}

interface EnergyBalanceReportTable {
  readonly concentrator: string
  readonly transformer: string
  readonly day: string
  readonly report: JSONColumnType<ReportedBalance>
  readonly received_at: Instant
}

export type EnergyBalanceTables = {
  readonly energy_balance: EnergyBalanceTable
  readonly energy_balance_report: EnergyBalanceReportTable
}
