import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sharesOf } from './shares.ts'

test.each([
  [
    [1, 1, 1],
    [33.34, 33.33, 33.33],
  ],
  [
    [0, 5],
    [0, 100],
  ],
  [
    [3, 1],
    [75, 25],
  ],
])('%j: %j', (values, shares) => {
  expect(sharesOf(values)).toEqual(shares)
})

test.each([[[1, null]], [[0, 0]], [[]], [[2, -1]]])('%j has no shares', values => {
  expect(sharesOf(values)).toBeUndefined()
})

test('shares add up to 100 whatever the values are, and none is off by a hundredth or more', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000_000), { minLength: 1, maxLength: 1000 }), values => {
      const sum = values.reduce((a, b) => a + b, 0)
      fc.pre(sum > 0)
      const shares = sharesOf(values)!
      expect(shares.reduce((a, share) => a + Math.round(share * 100), 0)).toBe(10_000)
      for (const [i, share] of shares.entries())
        expect(Math.abs(share - (values[i]! / sum) * 100)).toBeLessThan(0.010_001)
    }),
  )
})
