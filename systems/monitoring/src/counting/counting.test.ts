import { counterNames } from '@ferraris/chain2'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  countsOf,
  type DayCounters,
  dayOfRegisters,
  matchDays,
  mergeDay,
  quantile,
  rateOf,
  registersOf,
  successOf,
} from './index.ts'

function day(of: string, count: number | null, powerLoss = false): DayCounters {
  return { day: of, counts: { ...countsOf(() => null), loadCurve: count }, powerLoss }
}

const anyDay = fc.record({
  day: fc.constant('2018-02-01'),
  counts: fc.record(
    Object.fromEntries(counterNames.map(kind => [kind, fc.option(fc.integer({ min: 0, max: 0x7fff }))])),
  ),
  powerLoss: fc.boolean(),
}) as unknown as fc.Arbitrary<DayCounters>

test('uc CH2-6 the top bit of any register is the power loss, the others the count', () => {
  const read = dayOfRegisters('2018-02-01', [0x8003, 0x8000, 0x805f, null, null])
  expect(read).toEqual({
    day: '2018-02-01',
    counts: { instPower: 3, alerts: 0, loadCurve: 95, prodAvg: null, prodInst: null },
    powerLoss: true,
  })
  expect(registersOf(read)).toEqual([0x8003, 0x8000, 0x805f, null, null])
  expect(registersOf(day('2018-02-01', 70_000))).toEqual([null, null, 0x7fff, null, null])
})

test('property: registers tell a day back', () => {
  fc.assert(
    fc.property(anyDay, its => {
      const isTold = counterNames.some(kind => its.counts[kind] !== null)
      expect(dayOfRegisters(its.day, registersOf(its))).toEqual({
        ...its,
        powerLoss: isTold && its.powerLoss,
      })
    }),
  )
})

test('property: readings of a day may come twice and in any order', () => {
  fc.assert(
    fc.property(anyDay, anyDay, anyDay, (a, b, c) => {
      expect(mergeDay(a, a)).toEqual(a)
      expect(mergeDay(a, b)).toEqual(mergeDay(b, a))
      expect(mergeDay(mergeDay(a, b), c)).toEqual(mergeDay(a, mergeDay(b, c)))
    }),
  )
})

test('uc K-26 success is received by sent; days of a power loss on either side are out, and days of one side', () => {
  const days = matchDays(
    [day('2018-02-01', 96), day('2018-02-02', 96), day('2018-02-03', 96, true), day('2018-02-04', 96)],
    [day('2018-02-01', 95), day('2018-02-02', 20, true), day('2018-02-03', 96), day('2018-02-05', 96)],
  )
  expect(days.map(its => its.void)).toEqual([null, 'power-loss', 'power-loss', 'not-received', 'not-sent'])
  const { loadCurve, all, prodAvg } = successOf(days)
  expect(loadCurve).toEqual({ sent: 96, received: 95 })
  expect(all).toEqual(loadCurve)
  expect(rateOf(loadCurve)).toBe(95 / 96)
  expect(rateOf(prodAvg)).toBeNull()
})

test('a kind counts where both sides count it', () => {
  const [sent, received] = [day('2018-02-01', 10), day('2018-02-01', null)]
  expect(successOf(matchDays([sent], [received])).loadCurve).toEqual({ sent: 0, received: 0 })
})

test('days of a version that was not tested are out', () => {
  const both = [day('2018-02-01', 10), day('2018-02-02', 10)]
  const days = matchDays(both, both, its => its === '2018-02-02')
  expect(days.map(its => its.void)).toEqual(['untested', null])
})

test('quantiles are values that occur', () => {
  expect(quantile([5, 1, 3, 2, 4], 0.5)).toBe(3)
  expect(quantile([5, 1, 3, 2, 4], 0.05)).toBe(1)
  expect(quantile([], 0.5)).toBeNull()
})
