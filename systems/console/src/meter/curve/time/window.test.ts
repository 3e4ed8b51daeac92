import { describe, expect, test } from 'vitest'
import { asPeriod, narrowest, spanOf, stepped, zoomed, zoomedOut } from './window.ts'

const rome = 'Europe/Rome'
function hours(window: Parameters<typeof spanOf>[0]) {
  const { from, to } = spanOf(window, rome)
  return (to - from) / 3600
}

describe('a period of the calendar', () => {
  test('begins and ends at local midnight', () => {
    expect(spanOf({ kind: 'day', day: '2026-11-20' }, rome)).toEqual({
      from: Date.parse('2026-11-20T00:00:00+01:00') / 1000,
      to: Date.parse('2026-11-21T00:00:00+01:00') / 1000,
    })
  })
  test('has 23 and 25 hours on the days of the clock change', () => {
    expect(hours({ kind: 'day', day: '2026-03-29' })).toBe(23)
    expect(hours({ kind: 'day', day: '2026-10-25' })).toBe(25)
  })
  test('of a week keeps its seven days over a clock change', () => {
    expect(hours({ kind: 'week', day: '2026-10-27' })).toBe(7 * 24 + 1)
  })
  test('of a month is the whole month of its day', () => {
    expect(spanOf({ kind: 'month', day: '2026-10-31' }, rome)).toEqual({
      from: Date.parse('2026-10-01T00:00:00+02:00') / 1000,
      to: Date.parse('2026-11-01T00:00:00+01:00') / 1000,
    })
  })
})

describe('stepping', () => {
  test('goes by calendar days, not by 24 hours', () => {
    const after = stepped({ kind: 'day', day: '2026-10-24' }, 1)
    expect(after).toEqual({ kind: 'day', day: '2026-10-25' })
    expect(stepped(after, 1)).toEqual({ kind: 'day', day: '2026-10-26' })
  })
  test('from a long month to a short one stays inside it', () => {
    expect(stepped({ kind: 'month', day: '2026-01-31' }, 1)).toEqual({ kind: 'month', day: '2026-02-28' })
  })
  test('moves a free window by its own length', () => {
    expect(stepped({ kind: 'free', from: 1000, to: 5000 }, -1)).toEqual({
      kind: 'free',
      from: -3000,
      to: 1000,
    })
  })
})

describe('zooming', () => {
  test('keeps the instant under the pointer in its place', () => {
    const { from, to } = zoomed({ from: 0, to: 100_000 }, 0.5, 25_000)
    expect(from).toBe(12_500)
    expect(to).toBe(62_500)
  })
  test('ends at the narrowest window', () => {
    const { from, to } = zoomed({ from: 0, to: 4000 }, 0.01, 2000)
    expect(to - from).toBe(narrowest)
  })
  test('out goes from a few hours to the day, then week, month, year', () => {
    const noon = Date.parse('2026-11-18T12:00:00+01:00') / 1000
    let window = zoomedOut({ kind: 'free', from: noon - 3600, to: noon + 3600 }, rome)
    expect(window).toEqual({ kind: 'day', day: '2026-11-18' })
    window = zoomedOut(window!, rome)
    expect(window).toEqual({ kind: 'week', day: '2026-11-21' })
    window = zoomedOut(window!, rome)
    expect(window).toMatchObject({ kind: 'month' })
    window = zoomedOut(window!, rome)
    expect(window).toMatchObject({ kind: 'year' })
    expect(zoomedOut(window!, rome)).toBeNull()
  })
  test('from 25 hours goes to the week', () => {
    expect(zoomedOut({ kind: 'day', day: '2026-10-25' }, rome)).toMatchObject({ kind: 'week' })
  })
  test('to a named period takes the last day in sight', () => {
    const to = Date.parse('2026-11-21T00:00:00+01:00') / 1000
    expect(asPeriod({ kind: 'free', from: to - 7200, to }, 'day', rome)).toEqual({
      kind: 'day',
      day: '2026-11-20',
    })
  })
})
