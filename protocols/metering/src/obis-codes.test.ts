import { expect, test } from 'vitest'
import { msOf, obisCodes, secondsOf } from './index.ts'

test('every OBIS code is named once', () => {
  const codes = Object.values(obisCodes)
  expect(new Set(codes).size).toBe(codes.length)
})

test('seconds and milliseconds are two forms of the same', () => {
  expect(secondsOf(1500)).toBe(1.5)
  expect(msOf(secondsOf(1_775_000_000_123))).toBe(1_775_000_000_123)
})
