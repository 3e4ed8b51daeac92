import { expect, test } from 'vitest'
import { chunksOf } from './chunks.ts'
import { spanOf } from './window.ts'

const rome = 'Europe/Rome'

test('a week in the middle of a month is one month', () => {
  expect(chunksOf(spanOf({ kind: 'week', day: '2026-11-18' }, rome), rome)).toEqual([
    { from: '2026-11-01', to: '2026-11-30' },
  ])
})

test('a week at a month’s end brings the next month too', () => {
  expect(chunksOf(spanOf({ kind: 'week', day: '2026-11-28' }, rome), rome).map(({ from }) => from)).toEqual([
    '2026-11-01',
    '2026-12-01',
  ])
})

test('a year is asked for as one', () => {
  expect(chunksOf(spanOf({ kind: 'year', day: '2026-11-18' }, rome), rome)).toEqual([
    { from: '2026-01-01', to: '2026-12-31' },
  ])
})
