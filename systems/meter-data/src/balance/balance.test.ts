import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sumOf } from '../day/day.ts'
import { dayWith, rome, subjectOf } from '../testing/days.fixture.ts'
import { validate } from '../validation/validate.ts'

/** Days of 92, 96 and 100 quarter-hours, with what a home can use, and gaps wherever they may be. */
const dates = fc.constantFrom('2026-03-29', '2026-11-18', '2026-10-25')
const measured = dates.chain(date => {
  const count = rome.quartersOfDay(date)
  const list = { minLength: count, maxLength: count }
  return fc.record({
    date: fc.constant(date),
    truth: fc.array(fc.integer({ min: 0, max: 2000 }), list),
    lost: fc.array(fc.boolean(), list),
    start: fc.nat({ max: 1e8 }),
  })
})

test('sum of the intervals = difference of the registers = what was measured, whatever was lost on the way', () => {
  fc.assert(
    fc.property(measured, ({ date, truth, lost, start }) => {
      const day = dayWith(
        truth.map((value, i) => (lost[i] === true ? null : value)),
        { date },
      )
      const { values } = validate(subjectOf(day, { registers: { start, end: start + sumOf(truth) } }))
      expect(values).not.toContain(null)
      expect(sumOf(values)).toBe(sumOf(truth))
      expect(values.every(value => (value ?? -1) >= 0)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('validation of what it made changes nothing', () => {
  fc.assert(
    fc.property(measured, ({ date, truth, lost, start }) => {
      const registers = { start, end: start + sumOf(truth) }
      const day = dayWith(
        truth.map((value, i) => (lost[i] === true ? null : value)),
        { date },
      )
      const first = validate(subjectOf(day, { registers }))
      const again = validate(
        subjectOf({ ...day, values: first.values, quality: first.quality }, { registers }),
      )
      expect(again.values).toEqual(first.values)
    }),
  )
})

test('what goes into a feeder is what its homes use and the line loses, of estimated days, too', () => {
  fc.assert(
    fc.property(fc.array(measured, { minLength: 1, maxLength: 8 }), fc.nat({ max: 500 }), (homes, loss) => {
      const used = homes.map(({ date, truth, lost }) => {
        const day = dayWith(
          truth.map((value, i) => (lost[i] === true ? null : value)),
          { date },
        )
        return sumOf(validate(subjectOf(day, { registers: { start: 0, end: sumOf(truth) } })).values)
      })
      const fed = homes.reduce((sum, { truth }) => sum + sumOf(truth), loss)
      expect(fed - sumOf(used)).toBe(loss)
    }),
    { numRuns: 50 },
  )
})
