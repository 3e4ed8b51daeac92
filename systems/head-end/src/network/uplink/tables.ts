import type { Instant } from '@ferraris/service'

interface ReceivedResultTable {
  readonly concentrator: string
  readonly key: string
  readonly end_device_id: number
  readonly kind: string
  readonly time: Instant
  readonly received_at: Instant
}

export type UplinkTables = {
  readonly received_result: ReceivedResultTable
}
