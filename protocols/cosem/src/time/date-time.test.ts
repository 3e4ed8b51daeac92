import { fromHex, toHex } from '@ferraris/bytes'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  clockStatus,
  type DateTime,
  dateTimeAt,
  decodeDateTime,
  encodeDateTime,
  formatDateTime,
  instantOf,
} from './date-time.ts'
import { zone } from './zone.ts'

function at(text: string): number {
  return Date.parse(text) / 1000
}
const zones = [
  'Europe/Rome',
  'Europe/Lisbon',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'UTC',
]

describe('a date-time', () => {
  test('is 12 octets with deviation and status', () => {
    const winter = dateTimeAt(at('2026-11-21T03:15:00+01:00'), zone('Europe/Rome'))
    expect(toHex(encodeDateTime(winter))).toBe('07ea0b1506030f0000ffc400')
    expect(formatDateTime(winter)).toBe('2026-11-21 03:15:00 +01:00')
    const summer = dateTimeAt(
      at('2026-07-05T12:00:00.5+02:00'),
      zone('Europe/Rome'),
      clockStatus.doubtfulValue,
    )
    expect(summer).toMatchObject({ dayOfWeek: 7, hundredths: 50, deviation: -120, status: 0x82 })
  })

  test('keeps what is not specified apart from zero', () => {
    expect(decodeDateTime(fromHex('ffffffffffffffffff8000ff'))).toEqual({})
    expect(toHex(encodeDateTime({ hour: 0 }))).toBe('ffffffffff00ffffff8000ff')
    expect(formatDateTime({ month: 3, hour: 2 })).toBe('*-03-* 02:*:*')
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), octets => {
        expect(encodeDateTime(decodeDateTime(octets))).toEqual(octets)
      }),
    )
  })

  test.each(zones)('means the instant that it was made of, with and without deviation, in %s', id => {
    const instant = fc.integer({ min: at('2015-01-01T00:00Z'), max: at('2037-12-31T23:59Z') })
    fc.assert(
      fc.property(instant, instant => {
        const { deviation, ...local } = dateTimeAt(instant, zone(id))
        expect(instantOf({ ...local, deviation: deviation! })).toBe(instant)
        expect(instantOf(local, zone(id))).toBe(instant)
      }),
      { numRuns: 500 },
    )
  })

  test('that cannot be is none', () => {
    const noon: DateTime = { year: 2026, month: 2, dayOfMonth: 28, hour: 12, deviation: 0 }
    expect(instantOf(noon)).toBe(at('2026-02-28T12:00Z'))
    for (const wrong of [
      { dayOfMonth: 29 },
      { dayOfMonth: 0 },
      { dayOfMonth: 0xfe },
      { month: 0 },
      { month: 13 },
      { hour: 24 },
      { minute: 60 },
      { second: 60 },
    ]) {
      expect(instantOf({ ...noon, ...wrong })).toBeUndefined()
    }
    const { deviation: _, ...local } = noon
    expect(instantOf(local)).toBeUndefined()
    expect(instantOf({ ...noon, year: 99 })).toBe(at('0099-02-28T12:00Z'))
  })
})

describe('local time when the clocks change', () => {
  const rome = zone('Europe/Rome')

  test('is passed twice in autumn, told apart by the daylight-saving bit', () => {
    const half: DateTime = { year: 2026, month: 10, dayOfMonth: 25, hour: 2, minute: 30 }
    expect(instantOf({ ...half, status: clockStatus.daylightSaving }, rome)).toBe(
      at('2026-10-25T02:30+02:00'),
    )
    expect(instantOf({ ...half, status: 0 }, rome)).toBe(at('2026-10-25T02:30+01:00'))
  })

  test('counts on as before in the hour that spring skips', () => {
    const skipped: DateTime = { year: 2026, month: 3, dayOfMonth: 29, hour: 2, minute: 30 }
    expect(instantOf(skipped, rome)).toBe(at('2026-03-29T02:30+01:00'))
  })
})
