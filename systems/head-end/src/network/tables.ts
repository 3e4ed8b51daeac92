import type { Job, Neighbour, EnergyBalance as ReportedBalance, UpMessage } from '@ferraris/uplink'
import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { EnergyBalance } from './energy-balance/balance.ts'

type Instant = ColumnType<Date, Date, Date>

/** `lost`: three heartbeats missed, or its connection broke and it has not come back. */
export type ConcentratorState = 'new' | 'online' | 'closed' | 'lost'

export type Heartbeat = Omit<Extract<UpMessage, { kind: 'heartbeat' }>, 'kind'>

export interface ConcentratorTable {
  id: string
  substation: string
  /** SHA-256 of the credential that was shown once. */
  credential_digest: Buffer
  /** Meters that are enrolled with keys are adopted as soon as they are heard. */
  automatic: boolean
  state: Generated<ConcentratorState>
  state_since: Instant
  version: string | null
  /** ACA of the meter at the transformer. */
  balance_aca: string | null
  enrolled_at: Instant
  last_heard: Instant | null
  inventory_at: Instant | null
  heartbeat: JSONColumnType<Heartbeat> | null
}

export interface LineMeterTable {
  aca: string
  end_device_id: number | null
  /** As the meter itself says, or as it was enrolled. */
  serial: string | null
  state: Generated<'new' | 'accepted' | 'refused'>
  wrapped_k1: Buffer | null
  wrapped_k2: Buffer | null
  /** How it protects its SMITP messages. */
  mode: Generated<'hardened' | 'faithful'>
  /** Who serves it now. */
  concentrator: string | null
  /** Whose it is, while that one is dead and another serves it. */
  loan_from: string | null
  first_heard: Instant | null
  last_heard: Instant | null
  decided_at: Instant | null
  decided_by: string | null
}

export interface LineServiceTable {
  aca: string
  concentrator: string
  valid_from: Instant
  valid_to: Instant | null
}

export interface LineNeighbourTable {
  concentrator: string
  aca: string
  valid_from: Instant
  valid_to: Instant | null
  serial: string | null
  state: Neighbour['state']
  route: string[]
  phase: 'in' | 'out' | null
  snr: number
  signal: number
  success: number
  clash: boolean
  first_heard: Instant
  last_heard: Instant
}

export interface LineStatisticsTable {
  concentrator: string
  since: Instant
  until: Instant
  frames: number
  airtime_seconds: number
  exchanges: number
  failed: number
  day: string
  expected: number
  received: number
}

export interface ReceivedResultTable {
  concentrator: string
  key: string
  end_device_id: number
  kind: string
  time: Instant
  received_at: Instant
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
  id: string
  ordinal: Generated<number>
  concentrator: string
  end_device_id: number | null
  task: JSONColumnType<Job['task']>
  priority: Job['priority']
  state: Generated<ControlState>
  settled: Generated<boolean>
  attempts: Generated<number>
  detail: string | null
  result_key: string | null
  requested_by: string
  created_at: Instant
  not_before: Instant | null
  expires_at: Instant
  sent_at: Instant | null
  changed_at: Instant
}

export interface EndDeviceControlReportTable {
  control_id: string
  at: Instant
  state: ControlState
  attempts: number
  detail: string | null
}

export interface EnergyBalanceTable {
  concentrator: string
  day: string
  balance: JSONColumnType<EnergyBalance>
  computed_at: Instant
}

export interface EnergyBalanceReportTable {
  concentrator: string
  transformer: string
  day: string
  report: JSONColumnType<ReportedBalance>
  received_at: Instant
}

declare module '../database/tables.ts' {
  interface Tables {
    concentrator: ConcentratorTable
    line_meter: LineMeterTable
    line_service: LineServiceTable
    line_neighbour: LineNeighbourTable
    line_statistics: LineStatisticsTable
    received_result: ReceivedResultTable
    end_device_control: EndDeviceControlTable
    end_device_control_report: EndDeviceControlReportTable
    energy_balance: EnergyBalanceTable
    energy_balance_report: EnergyBalanceReportTable
  }
}
