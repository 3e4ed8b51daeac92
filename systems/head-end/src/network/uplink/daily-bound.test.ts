import { msPerDay } from '@ferraris/metering'
import { expect, test } from 'vitest'
import { DailyBound, mostResultsADay } from './daily-bound.ts'

test('a device brings so many results a day and no more; others, and the next day, are not touched', () => {
  const bound = new DailyBound()
  const taken = Array.from({ length: mostResultsADay + 5 }, () => bound.takes(1, 0)).filter(Boolean)
  expect(taken).toHaveLength(mostResultsADay)
  expect(bound.takes(2, 0)).toBe(true)
  expect(bound.takes(1, msPerDay)).toBe(true)
})
