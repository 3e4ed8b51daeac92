import type { ColumnType, Generated, JSONColumnType } from 'kysely'

/** Instants come out as `Date`, days as 'YYYY-MM-DD', bigint as a number (see `connection.ts`). */
type Instant = ColumnType<Date, Date | string, Date | string>

export interface MeterReadScheduleTable {
  id: Generated<number>
  name: string
  every_minutes: number
  offset_seconds: number
  history_days: number
  profiles: string[]
  registers: string[]
  enabled: boolean
}

export interface EndDeviceTable {
  id: Generated<number>
  serial: string
  usage_point: string | null
  uri: string
  time_zone: string
  model: string | null
  system_title: Buffer | null
  schedule_id: number
  objects: JSONColumnType<StoredObject[]> | null
  objects_read_at: Instant | null
  enrolled_at: Instant
}

/** A COSEM object of a device as its association's object list tells it (class 15, attribute 2). */
export interface StoredObject {
  classId: number
  version: number
  obis: string
  attributes: { id: number; access: number }[]
  methods: { id: number; access: number }[]
}

export interface EndDeviceKeyTable {
  end_device_id: number
  client: number
  wrapped_guek: Buffer | null
  wrapped_gak: Buffer | null
  /** What the client has besides these two, see `client-secrets.ts`. */
  sealed_secrets: Buffer | null
}

export interface ReadingTypeTable {
  id: Generated<number>
  obis: string
  name: string
  unit: string
  scaler: number
}

export interface IntervalBlockTable {
  end_device_id: number
  reading_type_id: number
  day: string
  start: Instant
  interval_seconds: number
  interval_count: number
  received: number
  increments: Buffer
  quality: Buffer
}

export interface IntervalTallyTable {
  day: string
  reading_type_id: number
  shard: number
  blocks: number
  intervals: number
  seconds: number
}

export interface MeterReadingTable {
  end_device_id: number
  time: Instant
  origin: string
  reading_type_ids: number[]
  register_values: number[]
  quality: number
}

export interface EndDeviceEventTable {
  end_device_id: number
  time: Instant
  log: string
  code: number
  ordinal: number
  numbered: Generated<boolean>
}

export type EndDeviceState = 'new' | 'reachable' | 'silent' | 'refused'

/** An attribute that a profile captures (IEC 62056-6-2, class 7, capture_objects). */
export interface CaptureObject {
  classId: number
  obis: string
  attribute: number
}

/** What a device said of one of its profiles: its columns in order, and the seconds between rows. */
export interface ProfileFacts {
  capturePeriod: number
  columns: CaptureObject[]
}

/** scaler_unit of a register: value times ten to the scaler, and the number of the unit (IEC 62056-6-2, 4.3.2). */
export interface ScalerUnit {
  scaler: number
  unit: number
}

export interface CollectionTable {
  end_device_id: number
  next_due: Instant | null
  lease_owner: string | null
  lease_until: Instant
  /** What the device shares with others, see `shared-line.ts`: one session at a time is on it. */
  line: string | null
  invocation_counter: number
  state: EndDeviceState
  failures: number
  read_until: JSONColumnType<Record<string, number>>
  profiles: JSONColumnType<Record<string, ProfileFacts>>
  units: JSONColumnType<Record<string, ScalerUnit>>
  clock_offset_seconds: number | null
  last_contact: Instant | null
  last_error: string | null
  last_error_at: Instant | null
}

export interface SessionTallyTable {
  day: string
  shard: number
  completed: number
  failed: number
}

/** The tables of the head-end's data side. Features that bring their own tables extend it by declaration merging. */
export interface Tables {
  meter_read_schedule: MeterReadScheduleTable
  end_device: EndDeviceTable
  end_device_key: EndDeviceKeyTable
  reading_type: ReadingTypeTable
  interval_block: IntervalBlockTable
  interval_tally: IntervalTallyTable
  meter_reading: MeterReadingTable
  end_device_event: EndDeviceEventTable
  collection: CollectionTable
  session_tally: SessionTallyTable
}
