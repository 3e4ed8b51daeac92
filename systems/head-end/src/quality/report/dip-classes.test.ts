import { expect, test } from 'vitest'
import { dipClass, dipClasses, swellClass } from './dip-classes.ts'

test.each([
  [0.89, 0.1, 'A1'],
  [0.8, 0.2, 'A1'],
  [0.75, 0.7, 'B3'],
  [180 / 230, 1, 'B3'],
  [0.4, 3, 'C4'],
  [0.05, 60, 'D5'],
  [0, 0.3, 'X2'],
  [0.9, 1, undefined],
  [0.5, 61, undefined],
] as const)('a sag to %s of the voltage for %s s is of class %s', (residual, seconds, expected) => {
  expect(dipClass(residual, seconds)).toBe(expected)
})

test.each([
  [262 / 230, 1, 'T2'],
  [1.25, 0.3, 'S1'],
  [1.1, 60, 'T3'],
  [1.05, 1, undefined],
] as const)('a swell to %s for %s s is of class %s', (share, seconds, expected) => {
  expect(swellClass(share, seconds)).toBe(expected)
})

test('the table of dips has five rows of five classes', () => {
  expect(dipClasses).toHaveLength(25)
})
