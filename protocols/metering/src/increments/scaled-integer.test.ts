import { expect, test } from 'vitest'
import { scaledInteger } from './scaled-integer.ts'

test('a factor below one divides, so that decimals come out as they were written', () => {
  expect(scaledInteger(1.23, 100)).toBe(123)
  expect(scaledInteger(1_005_000, 0.001)).toBe(1005)
  expect(scaledInteger(2_500_000_000_001, 0.1)).toBe(250_000_000_000)
  expect(scaledInteger(-35, 0.1)).toBe(-3)
})
