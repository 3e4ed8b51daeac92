import { expect, test } from 'vitest'
import { ticksOf } from './ticks.ts'
import { spanOf } from './window.ts'

const rome = 'Europe/Rome'
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: rome })
function clocks(day: string, most: number) {
  return ticksOf(spanOf({ kind: 'day', day }, rome), rome, most).map(({ at }) => clock.format(at * 1000))
}

test('ticks of a day stand at round hours of the wall clock', () => {
  expect(clocks('2026-11-20', 9)).toEqual([
    '00:00',
    '03:00',
    '06:00',
    '09:00',
    '12:00',
    '15:00',
    '18:00',
    '21:00',
    '00:00',
  ])
})

test('they still do after a clock change', () => {
  expect(clocks('2026-10-25', 5)).toEqual(['00:00', '06:00', '12:00', '18:00', '00:00'])
  expect(clocks('2026-03-29', 9)).toEqual([
    '00:00',
    '03:00',
    '06:00',
    '09:00',
    '12:00',
    '15:00',
    '18:00',
    '21:00',
    '00:00',
  ])
})

test('ticks of a month stand on Mondays, those of a year on the first of a month', () => {
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: rome })
  const month = ticksOf(spanOf({ kind: 'month', day: '2026-11-20' }, rome), rome, 8)
  expect(month.map(({ at }) => weekday.format(at * 1000))).toEqual(['Mon', 'Mon', 'Mon', 'Mon', 'Mon'])
  const year = ticksOf(spanOf({ kind: 'year', day: '2026-11-20' }, rome), rome, 14)
  expect(year).toHaveLength(13)
  expect(year.every(({ kind }) => kind === 'month')).toBe(true)
})

test('a window never has more ticks than asked for, and they stay in place while it moves', () => {
  const day = spanOf({ kind: 'day', day: '2026-11-20' }, rome)
  const moved = { from: day.from + 5000, to: day.to + 5000 }
  expect(ticksOf(moved, rome, 9).length).toBeLessThanOrEqual(9)
  const before = new Set(ticksOf(day, rome, 9).map(({ at }) => at))
  expect(
    ticksOf(moved, rome, 9)
      .filter(({ at }) => at <= day.to)
      .every(({ at }) => before.has(at)),
  ).toBe(true)
})
