import type { Instant } from '@ferraris/service'
import type { Generated } from 'kysely'
import type { PushReason } from './push-reason.ts'

interface PushCounterTable {
  readonly end_device_id: number
  /** SHA-256 of the wrapped key; empty for a meter without keys. */
  readonly key: Buffer
  /** The highest that was accepted. */
  readonly counter: number
  readonly pushes: number
  readonly last_push: Instant
  readonly last_from: string
}

interface RefusedPushTable {
  readonly id: Generated<number>
  /** System title in hex, the meter's number, or the address where neither is told. */
  readonly sender: string
  readonly reason: PushReason
  readonly from_address: string
  readonly detail: string
  readonly count: number
  readonly first_at: Instant
  readonly last_at: Instant
}

interface UnknownCallerTable {
  /** In hex; of one that tells none, its logical device name. */
  readonly system_title: string
  readonly device_name: string | null
  readonly serial: string | null
  readonly model: string | null
  readonly from_address: string
  readonly is_connected: boolean
  readonly first_heard: Instant
  readonly last_heard: Instant
  readonly calls: number
}

export type PushTables = {
  readonly push_counter: PushCounterTable
  readonly refused_push: RefusedPushTable
  readonly unknown_caller: UnknownCallerTable
}
