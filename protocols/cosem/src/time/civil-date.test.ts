import { expect, test } from 'vitest'
import { civilOfDay, dayOfCivil, isCivil } from './civil-date.ts'

test('days and dates agree with the calendar of the machine, from year 0 to 4000', () => {
  const first = Date.parse('0000-01-01T00:00Z') / 86_400_000
  for (let day = first; day < first + 4000 * 365.2425; day += 11) {
    const date = new Date(day * 86_400_000)
    const expected = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
    const found = civilOfDay(day)
    if (found.year !== expected.year || found.month !== expected.month || found.day !== expected.day) {
      expect(found).toEqual(expected)
    }
    if (dayOfCivil(expected.year, expected.month, expected.day) !== day) expect.fail(date.toISOString())
  }
})

test('leap days exist every four years, but in three of four centuries', () => {
  expect([2024, 2026, 1900, 2000].map(year => isCivil(year, 2, 29))).toEqual([true, false, false, true])
  expect([isCivil(2026, 4, 31), isCivil(2026, 12, 31), isCivil(2026, 0, 1), isCivil(2026, 1, 0)]).toEqual([
    false,
    true,
    false,
    false,
  ])
})
