import type { Instant } from '@ferraris/service'
import type { Generated } from 'kysely'

interface EndDeviceEventTable {
  readonly end_device_id: number
  readonly time: Instant
  readonly log: string
  readonly code: number
  readonly ordinal: number
  readonly numbered: Generated<boolean>
}

export type EventTables = {
  readonly end_device_event: EndDeviceEventTable
}
