import { expect, test } from 'vitest'
import { voltagesWithoutNeutral } from './lost-neutral.ts'

function volts(watts: number[], ohms = Number.POSITIVE_INFINITY) {
  return voltagesWithoutNeutral(watts, ohms).map(Math.round)
}

test('a broken neutral lifts the phases that draw little, and lowers those that draw much', () => {
  expect(volts([3000, 1000, 500])).toEqual([117, 290, 319])
  expect(volts([2000, 200, 200])).toEqual([58, 350, 350])
  expect(volts([2000, 2000, 200])).toEqual([200, 200, 329])
})

test('equal loads hide it, and an unloaded phase sees the voltage between phases', () => {
  expect(volts([800, 800, 800])).toEqual([230, 230, 230])
  expect(volts([3000, 3000, 0])[2]).toBeGreaterThan(340)
})

test('a failing joint moves with its resistance', () => {
  expect(volts([3000, 1000, 500], 0.5)).toEqual([225, 232, 233])
  expect(volts([3000, 1000, 500], 2)).toEqual([213, 236, 241])
  expect(volts([3000, 1000, 500], 10)).toEqual([177, 253, 268])
})
