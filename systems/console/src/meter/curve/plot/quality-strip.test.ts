import { expect, test } from 'vitest'
import { quality } from '../quarters/quality.ts'
import type { Quarters } from '../quarters/quarters.ts'
import { qualityStrip } from './quality-strip.ts'

function quartersWith(codes: number[]): Quarters {
  return {
    starts: codes.map((_, index) => index * 900),
    values: codes.map(() => 1),
    quality: codes,
    step: 900,
    days: [],
  }
}

test('one missing quarter-hour of a year keeps its pixel', () => {
  const codes = Array<number>(365 * 96).fill(quality.valid)
  codes[20_000] = quality.missing
  const runs = qualityStrip(quartersWith(codes), { from: 0, to: codes.length * 900 }, 800)
  const missing = runs.filter(run => run.code === quality.missing)
  expect(missing).toHaveLength(1)
  expect(missing[0]!.to - missing[0]!.from).toBe(1)
  expect(missing[0]!.from).toBe(Math.floor((20_000 / codes.length) * 800))
})

test('of two qualities under one pixel the worse is kept', () => {
  const runs = qualityStrip(
    quartersWith([quality.edited, quality.powerOff, quality.estimated, quality.valid]),
    { from: 0, to: 3600 },
    2,
  )
  expect(runs).toEqual([
    { from: 0, to: 1, code: quality.powerOff },
    { from: 1, to: 2, code: quality.estimated },
  ])
})

test('a wide interval fills all its pixels, also when it begins before the window', () => {
  const runs = qualityStrip(quartersWith([quality.suspect, quality.valid]), { from: 450, to: 1350 }, 10)
  expect(runs).toEqual([
    { from: 0, to: 5, code: quality.suspect },
    { from: 5, to: 10, code: quality.valid },
  ])
})

test('outside of what is known nothing is claimed', () => {
  expect(qualityStrip(quartersWith([quality.valid]), { from: 10_000, to: 20_000 }, 4)).toEqual([
    { from: 0, to: 4, code: quality.pending },
  ])
})
