import { expect, test } from 'vitest'
import { clockCorrection } from './clock-correction.ts'

test.each([
  [0, { way: 'none' }],
  [3, { way: 'none' }],
  [-3, { way: 'none' }],
  [4, { way: 'shift', seconds: -4 }],
  [-60, { way: 'shift', seconds: 60 }],
  [61, { way: 'set' }],
  [-90, { way: 'set' }],
] as const)('a clock that is %i s ahead', (ahead, correction) => {
  expect(clockCorrection(ahead)).toEqual(correction)
})

test('a slow way has limits of its own', () => {
  expect(clockCorrection(-900, { tolerance: 0, longestShift: 900 })).toEqual({ way: 'shift', seconds: 900 })
  expect(clockCorrection(901, { tolerance: 0, longestShift: 900 })).toEqual({ way: 'set' })
})
