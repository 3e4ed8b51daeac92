import type { Instant } from '@ferraris/service'
import type { UpMessage } from '@ferraris/uplink'
import type { Generated, JSONColumnType } from 'kysely'
import type { ConcentratorState } from './schemas.ts'

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
  /** Since when many results wait there for an acknowledgement. */
  readonly backlog_since: Instant | null
  /** Since when its clock and ours differ by more than a message takes. */
  readonly clock_off_since: Instant | null
}

export type ConcentratorTables = {
  readonly concentrator: ConcentratorTable
}
