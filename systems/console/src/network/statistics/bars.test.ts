import { describe, expect, test } from 'vitest'
import { midnights, roundUp, startOfDayIn } from './bars.ts'

test.each([
  [0, 1],
  [0.3, 0.5],
  [0.2, 0.2],
  [7, 10],
  [1000, 1000],
  [1001, 2000],
])('the scale of %d ends at %d', (value, top) => {
  expect(roundUp(value)).toBeCloseTo(top, 10)
})

describe('the days on an axis', () => {
  const hour = 3_600_000

  test('begin at each midnight, also across a day of 25 hours', () => {
    const from = Date.parse('2026-10-24T10:00:00Z')
    const found = midnights(from, from + 72 * hour, startOfDayIn('Europe/Rome')).map(at =>
      new Date(at).toISOString(),
    )
    expect(found).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
      '2026-10-26T23:00:00.000Z',
    ])
  })
})
