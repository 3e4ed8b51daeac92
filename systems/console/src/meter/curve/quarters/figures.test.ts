import { expect, test } from 'vitest'
import { figuresOf } from './figures.ts'
import { quality } from './quality.ts'
import type { Quarters } from './quarters.ts'
import { indexFrom } from './quarters.ts'

const quarters: Quarters = {
  starts: [0, 900, 1800, 2700],
  values: [100, null, 250, null],
  quality: [quality.valid, quality.missing, quality.estimated, quality.pending],
  step: 900,
  days: [],
}

test('a window sums what begins inside it and finds its peak as power', () => {
  expect(figuresOf(quarters, { from: 0, to: 3600 })).toMatchObject({
    sum: 350,
    peak: { power: 1000, at: 1800 },
  })
  expect(figuresOf(quarters, { from: 1, to: 1800 })).toMatchObject({ sum: 0, peak: null })
})

test('what is pending is not expected', () => {
  const { expected, byQuality } = figuresOf(quarters, { from: 0, to: 3600 })
  expect(expected).toBe(3)
  expect(byQuality.get(quality.missing)).toBe(1)
})

test('the first interval of a window is found between intervals and past their end', () => {
  expect(indexFrom(quarters.starts, 901)).toBe(2)
  expect(indexFrom(quarters.starts, 900)).toBe(1)
  expect(indexFrom(quarters.starts, 9999)).toBe(4)
})
