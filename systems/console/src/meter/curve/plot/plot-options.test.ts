import { expect, test } from 'vitest'
import { valueRange } from './plot-options.ts'

test('the scale begins at zero, or ends there', () => {
  expect(valueRange(2, 4, null)[0]).toBe(0)
  expect(valueRange(-4, -2, null)[1]).toBe(0)
})

test('nothing but zeros still makes a scale', () => {
  const [least, most] = valueRange(0, 0, null)
  expect(most).toBeGreaterThan(least)
})

test('a held scale grows and does not shrink', () => {
  expect(valueRange(0, 1, [0, 5])).toEqual([0, 5])
  expect(valueRange(0, 10, [0, 5])[1]).toBeGreaterThan(10)
})
