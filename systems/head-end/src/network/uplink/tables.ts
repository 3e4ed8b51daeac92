import type { Instant } from '@ferraris/service'
import type { Generated } from 'kysely'
import type { KeptRefusal } from './schemas.ts'

interface ReceivedResultTable {
  readonly concentrator: string
  readonly key: string
  readonly end_device_id: number
  readonly kind: string
  readonly time: Instant
  readonly received_at: Instant
}

interface RefusedResultTable {
  readonly id: Generated<number>
  readonly concentrator: string
  readonly key: string
  readonly aca: string
  readonly kind: string
  readonly reason: KeptRefusal['reason']
  readonly detail: string
  /** The result as JSON, its beginning. */
  readonly content: string
  readonly received_at: Instant
}

export type UplinkTables = {
  readonly received_result: ReceivedResultTable
  readonly refused_result: RefusedResultTable
}
