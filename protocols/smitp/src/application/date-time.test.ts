import { toHex } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { arbitrary } from '@ferraris/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dateTime, dateTimeOf } from './date-time.ts'

test('DATE-TIME has seconds and milliseconds low octet first, zone and flags', () => {
  const value = { seconds: 1_700_000_000, milliseconds: 500, zone: -4, flags: 1 }
  expect(toHex(encode(dateTime, value), ' ')).toBe('00 f1 53 65 f4 01 fc 01')
  expect(toHex(encode(dateTimeOf, 1_700_000_000_500), ' ')).toBe('00 f1 53 65 f4 01 00 00')
})

test('DATE-TIME round-trips, and so do instants until 2106', () => {
  fc.assert(
    fc.property(arbitrary(dateTime), fc.integer({ min: 0, max: 0xffffffff * 1000 }), (value, instant) => {
      expect(decode(dateTime, encode(dateTime, value))).toEqual(value)
      expect(decode(dateTimeOf, encode(dateTimeOf, instant))).toBe(instant)
    }),
  )
})
