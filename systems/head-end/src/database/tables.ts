import type { ProfileHead } from '@ferraris/client'
import type { ScalerUnit } from '@ferraris/cosem'
import type { ColumnType, Generated, JSONColumnType } from 'kysely'

/** Instants come out as `Date`, days as 'YYYY-MM-DD', bigint as a number (see `connection.ts`). */
type Instant = ColumnType<Date, Date | string, Date | string>

export interface MeterReadScheduleTable {
  readonly id: Generated<number>
  readonly name: string
  readonly every_minutes: number
  readonly offset_seconds: number
  readonly history_days: number
  readonly profiles: string[]
  readonly registers: string[]
  readonly enabled: boolean
}

export interface EndDeviceTable {
  readonly id: Generated<number>
  readonly serial: string
  readonly usage_point: string | null
  readonly uri: string
  readonly time_zone: string
  readonly model: string | null
  readonly system_title: Buffer | null
  readonly schedule_id: number
  readonly objects: JSONColumnType<StoredObject[]> | null
  readonly objects_read_at: Instant | null
  readonly enrolled_at: Instant
}

/** A COSEM object of a device as its association's object list tells it (class 15, attribute 2). */
export interface StoredObject {
  readonly classId: number
  readonly version: number
  readonly obis: string
  readonly attributes: { readonly id: number; readonly access: number }[]
  readonly methods: { readonly id: number; readonly access: number }[]
}

export interface EndDeviceKeyTable {
  readonly end_device_id: number
  readonly client: number
  readonly wrapped_guek: Buffer | null
  readonly wrapped_gak: Buffer | null
  /** What the client has besides these two, see `client-secrets.ts`. */
  readonly sealed_secrets: Buffer | null
}

export interface ReadingTypeTable {
  readonly id: Generated<number>
  readonly obis: string
  readonly name: string
  readonly unit: string
  readonly scaler: number
}

export interface IntervalBlockTable {
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

export interface IntervalTallyTable {
  readonly day: string
  readonly reading_type_id: number
  readonly shard: number
  readonly blocks: number
  readonly intervals: number
  readonly seconds: number
}

export interface MeterReadingTable {
  readonly end_device_id: number
  readonly time: Instant
  readonly origin: string
  readonly reading_type_ids: number[]
  readonly register_values: number[]
  readonly quality: number
}

export interface EndDeviceEventTable {
  readonly end_device_id: number
  readonly time: Instant
  readonly log: string
  readonly code: number
  readonly ordinal: number
  readonly numbered: Generated<boolean>
}

export type EndDeviceState = 'new' | 'reachable' | 'silent' | 'refused'

export interface CollectionTable {
  readonly end_device_id: number
  readonly next_due: Instant | null
  readonly lease_owner: string | null
  readonly lease_until: Instant
  /** What the device shares with others, see `shared-line.ts`: one session at a time is on it. */
  readonly line: string | null
  readonly invocation_counter: number
  readonly state: EndDeviceState
  readonly failures: number
  readonly read_until: JSONColumnType<Record<string, number>>
  readonly profiles: JSONColumnType<Record<string, ProfileHead>>
  readonly units: JSONColumnType<Record<string, ScalerUnit>>
  readonly clock_offset_seconds: number | null
  readonly last_contact: Instant | null
  readonly last_error: string | null
  readonly last_error_at: Instant | null
}

export interface SessionTallyTable {
  readonly day: string
  readonly shard: number
  readonly completed: number
  readonly failed: number
}

/** The tables of the head-end's data side. Features that bring their own tables extend it by declaration merging. */
export interface Tables {
  readonly meter_read_schedule: MeterReadScheduleTable
  readonly end_device: EndDeviceTable
  readonly end_device_key: EndDeviceKeyTable
  readonly reading_type: ReadingTypeTable
  readonly interval_block: IntervalBlockTable
  readonly interval_tally: IntervalTallyTable
  readonly meter_reading: MeterReadingTable
  readonly end_device_event: EndDeviceEventTable
  readonly collection: CollectionTable
  readonly session_tally: SessionTallyTable
}
