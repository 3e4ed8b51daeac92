import type { OwnState } from '@ferraris/uplink'
import type { Generated, JSONColumnType } from 'kysely'

interface OwnStateTable {
  readonly concentrator: string
  readonly state: JSONColumnType<OwnState>
  readonly received_at: Date
}

interface OwnEventTable {
  readonly id: Generated<number>
  readonly concentrator: string
  readonly number: number
  readonly at: Date
  readonly code: string
  readonly detail: string | null
  readonly received_at: Date
}

export type OwnStateTables = {
  readonly concentrator_own_state: OwnStateTable
  readonly concentrator_own_event: OwnEventTable
}
