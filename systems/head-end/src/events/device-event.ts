/** An event of a device, as its log has it, or as something told before the log could be read. */
export interface LoggedEvent {
  /** By the device's clock, seconds since 1970-01-01T00:00Z. */
  readonly time: number
  /** OBIS of the log; of the alarm register, where only a bit of it is known. */
  readonly log: string
  /** Number in that log, or of the bit. */
  readonly code: number
  /** The meter's own number of it; where it has none, its place among entries of the same log, time and code, from 0. */
  readonly ordinal: number
  /** Whether `ordinal` is the meter's own number. */
  readonly numbered: boolean
  /** Bits of {@link learntBy}; a row of the meter's log unless it says otherwise. */
  readonly learnt?: number
  /** Where not the moment is known but a stretch of time that ends with `time`: when that began. */
  readonly since?: number | undefined
}

export interface DeviceEvent {
  readonly endDeviceId: number
  readonly event: LoggedEvent
}

/** An event that was not known before. Its `id` stays when a row of the log makes time, log and code more exact. */
export interface FreshEvent {
  readonly id: number
  readonly endDeviceId: number
  readonly time: Date
  readonly log: string
  readonly code: number
  readonly ordinal: number
  readonly learnt: number
}

export function devicesOf(events: readonly { readonly endDeviceId: number }[]): number[] {
  return events.map(({ endDeviceId }) => endDeviceId)
}

/** An event has a number of 8 or 16 bits in all profiles that are known; a greater one than this the store cannot keep. */
export const highestEventCode = 0x7fff_ffff

export function isEventCode(code: number): boolean {
  return Number.isInteger(code) && code >= 0 && code <= highestEventCode
}
