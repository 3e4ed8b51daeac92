import { expect, test } from 'vitest'
import { gapsOf } from './gaps.ts'
import { quality } from './quality.ts'

test('neighbouring holes of one cause are one gap; what is pending is none', () => {
  const gaps = gapsOf({
    starts: [0, 900, 1800, 2700, 3600, 4500],
    values: [null, null, null, 7, null, null],
    quality: [
      quality.missing,
      quality.missing,
      quality.powerOff,
      quality.valid,
      quality.missing,
      quality.pending,
    ],
    step: 900,
    days: [],
  })
  expect(gaps).toEqual([
    { from: 0, to: 1800, cause: 'missing' },
    { from: 1800, to: 2700, cause: 'powerOff' },
    { from: 3600, to: 4500, cause: 'missing' },
  ])
})
