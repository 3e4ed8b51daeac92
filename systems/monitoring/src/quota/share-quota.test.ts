import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shareQuota } from './share-quota.ts'

function granted(offered: readonly number[], target: number): number[] {
  const offers = offered.map(its => ({ offered: its }))
  return shareQuota(offers, target).map(its => its.granted)
}

test('what the target can take is taken whole', () => {
  expect(granted([400, 600], 1000)).toEqual([400, 600])
  expect(granted([], 1000)).toEqual([])
})

test('uc K-25 beyond the target places are shared pro rata by largest remainder, to the unit', () => {
  // 1000 of 1500: 466.67, 333.33, 200.
  expect(granted([700, 500, 300], 1000)).toEqual([467, 333, 200])
  // The last place goes to the larger of equal remainders, then to the earlier one.
  expect(granted([5, 5, 5], 10)).toEqual([4, 3, 3])
})

test('uc K-25 every maker and model keeps a place, however small its share', () => {
  expect(granted([5000, 3, 1, 1], 1000)).toEqual([997, 1, 1, 1])
  // What the singles get makes the next one less than a place, too.
  expect(granted([100, 100, 11, 1, 1, 1], 20)).toEqual([8, 8, 1, 1, 1, 1])
})

test('more offers than places are refused, with what to do', () => {
  expect(() => granted([2, 2, 2], 2)).toThrow(/3 offers for 2 places/)
})

test('property: sum, bounds and order', () => {
  const offers = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(offers, fc.integer({ min: 60, max: 2000 }), (offered, target) => {
      const its = granted(offered, target)
      const total = offered.reduce((a, b) => a + b, 0)
      expect(its.reduce((a, b) => a + b, 0)).toBe(Math.min(total, target))
      for (const [at, places] of its.entries()) {
        expect(places).toBeGreaterThanOrEqual(1)
        expect(places).toBeLessThanOrEqual(offered[at]!)
        for (const [other, its2] of its.entries())
          if (offered[other]! < offered[at]!) expect(its2).toBeLessThanOrEqual(places)
      }
    }),
  )
})
