import type { Job, Neighbour, EnergyBalance as ReportedBalance, UpMessage } from '@ferraris/uplink'
import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { EnergyBalance } from './energy-balance/balance.ts'

type Instant = ColumnType<Date, Date, Date>

/** `lost`: three heartbeats missed, or its connection broke and it has not come back. */
export type ConcentratorState = 'new' | 'online' | 'closed' | 'lost'

export type Heartbeat = Omit<Extract<UpMessage, { readonly kind: 'heartbeat' }>, 'kind'>

export interface ConcentratorTable {
  readonly id: string
  readonly substation: string
  /** SHA-256 of the credential that was shown once. */
  readonly credential_digest: Buffer
  /** Meters that are enrolled with keys are adopted as soon as they are heard. */
  readonly automatic: boolean
  readonly state: Generated<ConcentratorState>
  readonly state_since: Instant
  readonly version: string | null
  /** ACA of the meter at the transformer. */
  readonly balance_aca: string | null
  readonly enrolled_at: Instant
  readonly last_heard: Instant | null
  readonly inventory_at: Instant | null
  readonly heartbeat: JSONColumnType<Heartbeat> | null
}

export interface LineMeterTable {
  readonly aca: string
  readonly end_device_id: number | null
  /** As the meter itself says, or as it was enrolled. */
  readonly serial: string | null
  readonly state: Generated<'new' | 'accepted' | 'refused'>
  readonly wrapped_k1: Buffer | null
  readonly wrapped_k2: Buffer | null
  /** How it protects its SMITP messages. */
  readonly mode: Generated<'hardened' | 'faithful'>
  /** Who serves it now. */
  readonly concentrator: string | null
  /** Whose it is, while that one is dead and another serves it. */
  readonly loan_from: string | null
  readonly first_heard: Instant | null
  readonly last_heard: Instant | null
  readonly decided_at: Instant | null
  readonly decided_by: string | null
}

export interface LineServiceTable {
  readonly aca: string
  readonly concentrator: string
  readonly valid_from: Instant
  readonly valid_to: Instant | null
}

export interface LineNeighbourTable {
  readonly concentrator: string
  readonly aca: string
  readonly valid_from: Instant
  readonly valid_to: Instant | null
  readonly serial: string | null
  readonly state: Neighbour['state']
  readonly route: string[]
  readonly phase: 'in' | 'out' | null
  readonly snr: number
  readonly signal: number
  readonly success: number
  readonly clash: boolean
  readonly first_heard: Instant
  readonly last_heard: Instant
}

export interface LineStatisticsTable {
  readonly concentrator: string
  readonly since: Instant
  readonly until: Instant
  readonly frames: number
  readonly airtime_seconds: number
  readonly exchanges: number
  readonly failed: number
  readonly day: string
  readonly expected: number
  readonly received: number
}

export interface ReceivedResultTable {
  readonly concentrator: string
  readonly key: string
  readonly end_device_id: number
  readonly kind: string
  readonly time: Instant
  readonly received_at: Instant
}

/** `queued`: not with the broker yet; `sent`: on its way; the others are the concentrator's word. */
export type ControlState =
  | 'queued'
  | 'sent'
  | 'accepted'
  | 'running'
  | 'done'
  | 'refused'
  | 'failed'
  | 'expired'

export interface EndDeviceControlTable {
  readonly id: string
  readonly ordinal: Generated<number>
  readonly concentrator: string
  readonly end_device_id: number | null
  readonly task: JSONColumnType<Job['task']>
  readonly priority: Job['priority']
  readonly state: Generated<ControlState>
  readonly settled: Generated<boolean>
  readonly attempts: Generated<number>
  readonly detail: string | null
  readonly result_key: string | null
  readonly requested_by: string
  readonly created_at: Instant
  readonly not_before: Instant | null
  readonly expires_at: Instant
  readonly sent_at: Instant | null
  readonly changed_at: Instant
}

export interface EndDeviceControlReportTable {
  readonly control_id: string
  readonly at: Instant
  readonly state: ControlState
  readonly attempts: number
  readonly detail: string | null
}

export interface EnergyBalanceTable {
  readonly concentrator: string
  readonly day: string
  readonly balance: JSONColumnType<EnergyBalance>
  readonly computed_at: Instant
}

export interface EnergyBalanceReportTable {
  readonly concentrator: string
  readonly transformer: string
  readonly day: string
  readonly report: JSONColumnType<ReportedBalance>
  readonly received_at: Instant
}

declare module '../database/tables.ts' {
  interface Tables {
    readonly concentrator: ConcentratorTable
    readonly line_meter: LineMeterTable
    readonly line_service: LineServiceTable
    readonly line_neighbour: LineNeighbourTable
    readonly line_statistics: LineStatisticsTable
    readonly received_result: ReceivedResultTable
    readonly end_device_control: EndDeviceControlTable
    readonly end_device_control_report: EndDeviceControlReportTable
    readonly energy_balance: EnergyBalanceTable
    readonly energy_balance_report: EnergyBalanceReportTable
  }
}
