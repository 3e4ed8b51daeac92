import type { Instant } from '@ferraris/service'
import type { Generated } from 'kysely'

interface EndDeviceEventTable {
  readonly end_device_id: number
  readonly time: Instant
  readonly log: string
  readonly code: number
  readonly ordinal: number
  readonly numbered: Generated<boolean>
  /** By which an event is known for good. */
  readonly id: Generated<number>
  /** Bits of `learnt.ts`. */
  readonly learnt: Generated<number>
  /** When it was learnt first; null for what was stored before this was noted. */
  readonly heard_at: Instant | null
  /** Where only a stretch of time is known, which `time` ends. */
  readonly since: Instant | null
}

/** Alarm registers and descriptors as they were seen last. */
interface AlarmWordTable {
  readonly end_device_id: number
  /** OBIS of the register or descriptor. */
  readonly register: string
  readonly word: number
  readonly seen_at: Instant
}

export type EventTables = {
  readonly end_device_event: EndDeviceEventTable
  readonly alarm_word: AlarmWordTable
}
