import { type Codec, decode, encode } from '@ferraris/codec'
import { civilOfDay, dayOfCivil, isCivil } from './civil-date.ts'
import type { Zone } from './zone.ts'

/**
 * A COSEM date-time (IEC 62056-6-2, 4.1.6.1). A missing member is "not specified" (FF). `month` 0xfd/0xfe and
 * `dayOfMonth` 0xfd/0xfe keep their special meanings (daylight saving end/begin; second last and last day).
 */
export interface DateTime {
  readonly year?: number
  readonly month?: number
  readonly dayOfMonth?: number
  /** 1 is Monday, 7 Sunday. */
  readonly dayOfWeek?: number
  readonly hour?: number
  readonly minute?: number
  readonly second?: number
  readonly hundredths?: number
  /** Minutes from local time to UTC: UTC = local time + deviation; −60 in Rome's winter. */
  readonly deviation?: number
  /** Clock status bits, see {@link clockStatus}. */
  readonly status?: number
}

/** Bits of the clock status octet (IEC 62056-6-2, 4.1.6.1). */
export const clockStatus = {
  invalidValue: 0x01,
  doubtfulValue: 0x02,
  differentClockBase: 0x04,
  invalidStatus: 0x08,
  daylightSaving: 0x80,
} as const

function unspecified(value: number, mark: number): number | undefined {
  return value === mark ? undefined : value
}

/** The 12 octets of a date-time. */
const dateTimeCodec: Codec<DateTime> = {
  shape: { kind: 'leaf', name: 'date-time' },
  encode(writer, value) {
    writer.u16(value.year ?? 0xffff)
    writer.u8(value.month ?? 0xff)
    writer.u8(value.dayOfMonth ?? 0xff)
    writer.u8(value.dayOfWeek ?? 0xff)
    writer.u8(value.hour ?? 0xff)
    writer.u8(value.minute ?? 0xff)
    writer.u8(value.second ?? 0xff)
    writer.u8(value.hundredths ?? 0xff)
    writer.i16(value.deviation ?? -0x8000)
    writer.u8(value.status ?? 0xff)
  },
  decode(reader) {
    const value: Record<string, number | undefined> = {
      year: unspecified(reader.u16(), 0xffff),
      month: unspecified(reader.u8(), 0xff),
      dayOfMonth: unspecified(reader.u8(), 0xff),
      dayOfWeek: unspecified(reader.u8(), 0xff),
      hour: unspecified(reader.u8(), 0xff),
      minute: unspecified(reader.u8(), 0xff),
      second: unspecified(reader.u8(), 0xff),
      hundredths: unspecified(reader.u8(), 0xff),
      deviation: unspecified(reader.i16(), -0x8000),
      status: unspecified(reader.u8(), 0xff),
    }
    for (const member of Object.keys(value)) if (value[member] === undefined) delete value[member]
    return value
  },
}

/** The 12 octets of a date-time. */
export function encodeDateTime(value: DateTime): Uint8Array {
  return encode(dateTimeCodec, value)
}
/** Throws DecodeError for what is no 12 octets of a date-time. */
export function decodeDateTime(octets: Uint8Array): DateTime {
  return decode(dateTimeCodec, octets)
}

/**
 * The instant as local date-time of a zone, with deviation and daylight-saving status. Of the instant's fraction of a
 * second the hundredths are kept.
 */
export function dateTimeAt(instant: number, zone: Zone, status = 0): DateTime {
  const offset = zone.offsetAt(instant)
  const wall = instant + offset
  const dayNumber = Math.floor(wall / 86_400)
  const second = Math.floor(wall) - dayNumber * 86_400
  const { year, month, day } = civilOfDay(dayNumber)
  return {
    year,
    month,
    dayOfMonth: day,
    dayOfWeek: dayOfWeek(dayNumber),
    hour: Math.floor(second / 3600),
    minute: Math.floor(second / 60) % 60,
    second: second % 60,
    hundredths: Math.floor((wall - Math.floor(wall)) * 100),
    deviation: -offset / 60,
    status: status | (offset > normalOffset(zone, year) ? clockStatus.daylightSaving : 0),
  }
}

/** 1 is Monday, 7 Sunday. */
export function dayOfWeek(dayNumber: number): number {
  return ((((dayNumber + 3) % 7) + 7) % 7) + 1
}

/** Seconds that the zone's normal (winter) time is ahead of UTC in a year. */
export function normalOffset(zone: Zone, year: number): number {
  return Math.min(
    zone.offsetAt(dayOfCivil(year, 1, 1) * 86_400),
    zone.offsetAt(dayOfCivil(year, 7, 1) * 86_400),
  )
}

/**
 * Seconds since 1970 that a date-time means, or `undefined` if date or hour are not specified or do not exist. Without
 * a deviation the zone decides; where its clocks go back, the daylight-saving bit tells the two passes apart.
 */
export function instantOf(value: DateTime, zone?: Zone): number | undefined {
  const { year, month, dayOfMonth, hour, minute = 0, second = 0, deviation, status = 0 } = value
  if (year === undefined || month === undefined || dayOfMonth === undefined || hour === undefined)
    return undefined
  if (!isCivil(year, month, dayOfMonth) || hour > 23 || minute > 59 || second > 59) return undefined
  const wall = dayOfCivil(year, month, dayOfMonth) * 86_400 + hour * 3600 + minute * 60 + second
  if (deviation !== undefined) return wall + deviation * 60
  if (zone === undefined) return undefined
  const before = zone.offsetAt(wall - 86_400)
  const offsets = [before, zone.offsetAt(wall + 86_400)].filter(
    offset => zone.offsetAt(wall - offset) === offset,
  )
  const summer = (status & clockStatus.daylightSaving) !== 0
  // Both fit in the hour that is passed twice, none in the hour that is skipped.
  return wall - (offsets.length === 0 ? before : summer ? Math.max(...offsets) : Math.min(...offsets))
}

/** `2026-11-21 03:15:00 +01:00`, with `*` for what is not specified. */
export function formatDateTime(value: DateTime): string {
  const two = (n: number | undefined) => (n === undefined ? '*' : String(n).padStart(2, '0'))
  const date = `${value.year ?? '*'}-${two(value.month)}-${two(value.dayOfMonth)}`
  const time = `${two(value.hour)}:${two(value.minute)}:${two(value.second)}`
  if (value.deviation === undefined) return `${date} ${time}`
  const ahead = -value.deviation
  const offset = `${two(Math.floor(Math.abs(ahead) / 60))}:${two(Math.abs(ahead) % 60)}`
  return `${date} ${time} ${ahead < 0 ? '-' : '+'}${offset}`
}
