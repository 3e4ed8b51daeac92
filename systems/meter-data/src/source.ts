import type { LocalDate } from '@ferraris/cosem'
import type { IntervalBlock } from '@ferraris/metering'
import type { Log, Registers } from './day/subject.ts'

/** A day of a meter. */
export interface DeviceDay {
  readonly endDeviceId: number
  readonly day: LocalDate
}

/** What was collected of a channel. */
export interface CollectedChannel {
  readonly readingTypeId: number
  readonly obis: string
  readonly unit: string
  /** Undefined where nothing came. */
  readonly block: IntervalBlock | undefined
  readonly registers?: Registers
}

/** All that was collected of a day of a meter. */
export interface CollectedDay extends DeviceDay {
  readonly serial: string
  /** IANA zone of the meter. */
  readonly timeZone: string
  readonly log: Log
  /** Of the reading that brought the day, where it is known. */
  readonly clockOffset?: number
  readonly channels: readonly CollectedChannel[]
}

/** A meter by its serial, or a channel by its OBIS. */
export interface Names {
  readonly serial: string
  readonly timeZone: string
}

export interface ReadingTypeName {
  readonly obis: string
  readonly unit: string
  readonly scaler: number
}

/**
 * Where days come from: the one interface between validation and what has collected them. It tells of days that have changed by
 * rows in `meter_data_due`, within the transaction that changes them.
 */
export interface Source {
  collected(days: readonly DeviceDay[]): Promise<CollectedDay[]>
  /** Numbers and names of meters and channels; undefined for what is not known. */
  endDevice(serial: string): Promise<number | undefined>
  readingType(obis: string): Promise<number | undefined>
  endDevices(ids: readonly number[]): Promise<ReadonlyMap<number, Names>>
  readingTypes(ids: readonly number[]): Promise<ReadonlyMap<number, ReadingTypeName>>
}
