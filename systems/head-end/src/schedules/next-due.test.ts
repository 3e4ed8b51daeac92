import { expect, test } from 'vitest'
import { nextDue } from './next-due.ts'

function at(text: string) {
  return Date.parse(text)
}
function due(everyMinutes: number, offsetSeconds: number, now: string) {
  return new Date(nextDue({ everyMinutes, offsetSeconds }, 'Europe/Rome', at(now))).toISOString()
}

test.each([
  [15, 0, '2026-11-21T09:31:00Z', '2026-11-21T09:45:00.000Z'],
  [15, 0, '2026-11-21T09:45:00Z', '2026-11-21T10:00:00.000Z'],
  [60, 120, '2026-11-21T09:01:00Z', '2026-11-21T09:02:00.000Z'],
  [60, 120, '2026-11-21T09:02:00Z', '2026-11-21T10:02:00.000Z'],
  // Daily at 01:00 local, over the change of the clocks in both directions.
  [1440, 3600, '2026-10-24T00:00:00Z', '2026-10-24T23:00:00.000Z'],
  [1440, 3600, '2026-10-24T23:00:00Z', '2026-10-26T00:00:00.000Z'],
  [1440, 3600, '2026-03-28T12:00:00Z', '2026-03-29T00:00:00.000Z'],
  [1440, 3600, '2026-03-29T00:00:00Z', '2026-03-29T23:00:00.000Z'],
  // A period that does not divide the day begins anew at midnight.
  [420, 0, '2026-11-21T21:30:00Z', '2026-11-21T23:00:00.000Z'],
])('every %i minutes, %i s late: after %s comes %s', (every, offset, now, expected) => {
  expect(due(every, offset, now)).toBe(expected)
})

test('a period of days comes after now', () => {
  expect(at(due(4 * 1440, 60, '2026-11-21T12:00:00Z'))).toBeGreaterThan(at('2026-11-21T12:00:00Z'))
})
