import { expect, test } from 'vitest'
import { weekBefore } from './comparison.ts'
import { quartersOf } from './quarters.ts'

const rome = 'Europe/Rome'
const later = { today: '2026-12-24', since: '2026-01-01', isFetched: () => true }
function dayOf(day: string, offset: string, count: number) {
  return quartersOf(
    [
      {
        endDevice: 'FER00000001',
        obis: '1.0.1.8.0.255',
        start: `${day}T00:00:00${offset}`,
        intervalSeconds: 900,
        unit: 'Wh',
        values: Array.from({ length: count }, (_, index) => index),
        quality: Array(count).fill(0),
      },
    ],
    [day],
    rome,
    later,
  )
}

test('a quarter-hour meets the same one of the week before', () => {
  const values = weekBefore(dayOf('2026-11-20', '+01:00', 96), dayOf('2026-11-13', '+01:00', 96), rome)
  expect(values.slice(0, 3)).toEqual([0, 1, 2])
})

test('eight in the evening meets eight in the evening on the day of the clock change', () => {
  const values = weekBefore(dayOf('2026-10-25', '+02:00', 100), dayOf('2026-10-18', '+02:00', 96), rome)
  expect(values).toHaveLength(100)
  // 20:00 is the 84th quarter-hour of the long day and the 80th of the day a week before.
  expect(values[84]).toBe(80)
  // The hour that happens twice meets its counterpart twice.
  expect([values[8], values[12]]).toEqual([8, 8])
})

test('an hour without a counterpart, or a day that is not known, compares with nothing', () => {
  const values = weekBefore(dayOf('2026-04-05', '+02:00', 96), dayOf('2026-03-29', '+01:00', 92), rome)
  expect(values[8]).toBeNull()
  expect(values[12]).toBe(8)
  expect(weekBefore(dayOf('2026-11-20', '+01:00', 96), dayOf('2026-11-12', '+01:00', 96), rome)[5]).toBeNull()
})
