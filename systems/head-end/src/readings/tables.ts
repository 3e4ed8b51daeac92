import type { Instant } from '@ferraris/service'
import type { Generated } from 'kysely'

interface ReadingTypeTable {
  readonly id: Generated<number>
  readonly obis: string
  readonly name: string
  readonly unit: string
  readonly scaler: number
  /** What first brought it; null for those with a name. */
  readonly origin: string | null
}

interface IntervalBlockTable {
  readonly end_device_id: number
  readonly reading_type_id: number
  readonly day: string
  readonly start: Instant
  readonly interval_seconds: number
  readonly interval_count: number
  readonly received: number
  readonly increments: Buffer
  readonly quality: Buffer
}

interface IntervalTallyTable {
  readonly day: string
  readonly reading_type_id: number
  readonly shard: number
  readonly blocks: number
  readonly intervals: number
  readonly seconds: number
}

interface MeterReadingTable {
  readonly end_device_id: number
  readonly time: Instant
  readonly origin: string
  readonly reading_type_ids: number[]
  readonly register_values: number[]
  readonly quality: number
}

export type ReadingTables = {
  readonly reading_type: ReadingTypeTable
  readonly interval_block: IntervalBlockTable
  readonly interval_tally: IntervalTallyTable
  readonly meter_reading: MeterReadingTable
}
