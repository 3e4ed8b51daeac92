import { describe, expect, test } from 'vitest'
import { midnights, roundUp } from './bars.ts'

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
  /** A zone that goes from UTC+2 to UTC+1 at 01:00 UTC of 25 October 2026. */
  const change = Date.parse('2026-10-25T01:00:00Z')
  const startOfDay = (at: number) => {
    const offset = (time: number) => (time < change ? 2 : 1) * hour
    const midnight = Math.floor((at + offset(at)) / (24 * hour)) * 24 * hour
    return midnight - offset(midnight - 2 * hour)
  }

  test('begin at each midnight, also across a day of 25 hours', () => {
    const from = Date.parse('2026-10-24T10:00:00Z')
    const found = midnights(from, from + 72 * hour, startOfDay).map(at => new Date(at).toISOString())
    expect(found).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
      '2026-10-26T23:00:00.000Z',
    ])
  })
})
