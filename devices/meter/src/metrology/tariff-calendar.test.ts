import { zone } from '@ferraris/cosem'
import { expect, test } from 'vitest'
import { civilDay } from '../calendar/civil-day.ts'
import { LocalCalendar } from '../calendar/local-day.ts'
import { TariffCalendar } from './tariff-calendar.ts'
import { italianBands } from './tariff-plan.ts'

const calendar = new LocalCalendar(zone('Europe/Rome'))
const tariffs = new TariffCalendar(italianBands)

/** The hours of a day as runs, `3×7` being seven hours of tariff 3. */
function runs(day: number) {
  const found: { tariff: number; quarters: number }[] = []
  for (const tariff of tariffs.of(calendar.of(day))) {
    if (found.at(-1)?.tariff !== tariff) found.push({ tariff, quarters: 0 })
    found[found.length - 1]!.quarters++
  }
  return found.map(({ tariff, quarters }) => `${tariff}×${quarters / 4}`).join(' ')
}

test.each([
  ['a Wednesday', civilDay(2026, 11, 18), '3×7 2×1 1×11 2×4 3×1'],
  ['a Saturday', civilDay(2026, 11, 21), '3×7 2×16 3×1'],
  ['a Sunday', civilDay(2026, 11, 22), '3×24'],
  ['a Tuesday that is a holiday', civilDay(2026, 12, 8), '3×24'],
  ['Easter Monday', civilDay(2026, 4, 6), '3×24'],
  ['the Sunday of 25 hours', civilDay(2026, 10, 25), '3×25'],
])('F1, F2 and F3 on %s', (_, day, expected) => expect(runs(day)).toBe(expected))
