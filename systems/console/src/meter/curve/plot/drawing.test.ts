import { describe, expect, test } from 'vitest'
import { quality } from '../quarters/quality.ts'
import type { Quarters } from '../quarters/quarters.ts'
import { spanOf } from '../time/window.ts'
import { drawingOf, instantsOf, strandsOf } from './drawing.ts'

const rome = 'Europe/Rome'

describe('how a window is drawn', () => {
  test('follows its length, also when the clock change makes it an hour longer', () => {
    const from = spanOf({ kind: 'day', day: '2026-10-24' }, rome).from
    const to = spanOf({ kind: 'day', day: '2026-10-26' }, rome).to
    expect((to - from) / 3600).toBe(73)
    expect(drawingOf({ from, to })).toBe('steps')
    expect(drawingOf(spanOf({ kind: 'week', day: '2026-11-20' }, rome))).toBe('lines')
    expect(drawingOf(spanOf({ kind: 'month', day: '2026-10-20' }, rome))).toBe('lines')
    expect(drawingOf(spanOf({ kind: 'year', day: '2026-11-20' }, rome))).toBe('bars')
  })
})

const quarters: Quarters = {
  starts: [0, 900, 1800, 2700],
  values: [250, 500, null, 125],
  quality: [quality.valid, quality.estimated, quality.missing, quality.suspect],
  step: 900,
  days: [{ day: '1970-01-01', start: 0, end: 3600, first: 0, after: 4 }],
}

describe('strands', () => {
  test('turn watt-hours of a quarter into kilowatts and leave a gap a gap', () => {
    expect(strandsOf('lines', quarters, 1).measured).toEqual([1, null, null, 0.5])
    expect(strandsOf('lines', quarters, -1).measured).toEqual([-1, null, null, -0.5])
  })
  test('draw estimates apart and join them to their measured neighbours', () => {
    expect(strandsOf('lines', quarters, 1).doubtful).toEqual([1, 2, null, null])
  })
  test('mark what is suspect', () => {
    expect(strandsOf('lines', quarters, 1).suspect).toEqual([null, null, null, 0.5])
  })
  test('of steps end where the last interval ends', () => {
    expect(instantsOf('steps', quarters)).toEqual([0, 900, 1800, 2700, 3600])
    expect(strandsOf('steps', quarters, 1).measured).toEqual([1, null, null, 0.5, null])
  })
  test('of bars set a day with a hole apart from whole days', () => {
    expect(strandsOf('bars', quarters, 1)).toMatchObject({ measured: [null], doubtful: [0.875] })
    expect(instantsOf('bars', quarters)).toEqual([1800])
  })
})
