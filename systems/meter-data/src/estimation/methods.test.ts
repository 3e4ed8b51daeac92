import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sumOf } from '../day/day.ts'
import { emptyLog, type Subject } from '../day/subject.ts'
import { dayWith, homeDay, homeMeter, span, subjectOf } from '../testing/days.fixture.ts'
import { Settings } from '../validation/settings.ts'
import { validate } from '../validation/validate.ts'
import { allMethods, methods } from './catalog.ts'
import type { OtherSources, PastDay } from './method.ts'
import { cumulative, halfUp, largestRemainder } from './rounding.ts'

const home = homeDay()
function flat(value: number) {
  return home.map(() => value)
}

/** The day of a home without the intervals from 30 on, as many as are expected; its neighbours as a case says. */
function missing(count: number, { before, after }: { before?: number; after?: number } = {}) {
  const values = home.map((value, i) => (i >= 30 && i < 30 + count ? null : value))
  if (before !== undefined) values[29] = before
  if (after !== undefined) values[30 + count] = after
  return dayWith(values)
}

function past(date: string, value: number, temperature?: number): PastDay {
  return {
    day: dayWith(flat(value), { date }),
    isHoliday: false,
    ...(temperature === undefined ? {} : { temperature }),
  }
}
const wednesdays = ['2026-11-11', '2026-11-04', '2026-10-28', '2026-10-21']
const lastWeeks = [120, 132, 126, 130].map((value, k) => past(wednesdays[k] ?? '', value))
const night = missing(3)
const outage = { ...emptyLog, outages: [span(night, '07:15', '08:30')] }
const lost = dayWith(home.map(() => null))
const hourly = home.map((_, i) => (i < 48 ? 1 : 3))

type Case = readonly [
  id: string,
  about: string,
  subject: Subject,
  reference: { past?: readonly PastDay[]; other?: OtherSources },
  expected: readonly number[] | number,
]

/** What a gap gets, or where a whole day is missing, what the day has in sum. */
const cases: Case[] = [
  ['E01', 'of the check meter', subjectOf(missing(1), { points: { check: dayWith(flat(412)) } }), {}, [412]],
  [
    'E02',
    'what the node leaves',
    subjectOf(missing(1)),
    { other: { node: { in: flat(1000), other: flat(750), loss: flat(10) } } },
    [240],
  ],
  ['E03', 'mean power times time', subjectOf(missing(1)), { other: { meanPower: flat(12_400) } }, [3100]],
  [
    'E04',
    'the same weekday before',
    subjectOf(missing(9)),
    { past: [past('2026-11-11', 81), past('2026-11-16', 99)] },
    flat(81).slice(0, 9),
  ],
  [
    'E04',
    'midweek days stand for each other',
    subjectOf(missing(9)),
    { past: [past('2026-11-17', 77)] },
    flat(77).slice(0, 9),
  ],
  ['E05', 'mean of four weeks', subjectOf(missing(9)), { past: lastWeeks }, flat(127).slice(0, 9)],
  ['E06', 'a straight line', subjectOf(missing(3, { before: 100, after: 180 })), {}, [120, 140, 160]],
  [
    'E09',
    'the advance by weights',
    subjectOf(lost, { registers: { start: 0, end: 1_920_000 } }),
    { other: { profile: hourly } },
    1_920_000,
  ],
  [
    'E10',
    'days of like temperature',
    subjectOf(missing(9)),
    {
      past: [past('2026-11-11', 1000, 4), past('2026-11-04', 1100, 6), past('2026-10-28', 9, 9)],
      other: { temperature: 5 },
    },
    flat(1050).slice(0, 9),
  ],
  [
    'E11',
    'the year before and its trend',
    subjectOf(lost),
    { other: { yearBefore: { perDay: 9200, trend: 0.95 } } },
    8740,
  ],
  [
    'E12',
    'the period before',
    subjectOf(lost),
    { other: { lastPeriod: { advance: 60_000, days: 30 } } },
    2000,
  ],
  ['E13', 'the class', subjectOf(lost), { other: { classPerDay: 7500 } }, 7500],
  ['E14', 'an outage on both sides', subjectOf(night, { log: outage }), {}, [0, 0, 0]],
  [
    'E14',
    'a dead point',
    subjectOf(missing(40), { meter: { ...homeMeter, active: false } }),
    {},
    flat(0).slice(0, 40),
  ],
  ['E15', 'the advance in equal parts', subjectOf(lost, { registers: { start: 7, end: 9607 } }), {}, 9600],
]

/** Nothing but this method, and scaling. */
function only(id: string): Settings {
  const others = methods.filter(method => method.id !== id)
  return new Settings(new Map(others.map(method => [method.id, { enabled: false, parameters: {} }])))
}

test.each(cases)('%s fills by %s', (id, _, subject, { past: days = [], other = {} }, expected) => {
  const { values, fills, state } = validate(subject, {
    settings: only(id),
    reference: { past: days, other },
  })
  if (typeof expected === 'number') expect(sumOf(values)).toBe(expected)
  else expect(values.slice(30, 30 + expected.length)).toEqual(expected)
  expect(fills.map(({ method }) => method)).toEqual([id])
  expect(state).not.toBe('invalid')
})

test('E07 holds what one end tells, at either end of a day', () => {
  const values = home.map((value, i) => (i >= 94 || i < 2 ? null : value))
  const { values: filled } = validate(subjectOf(dayWith(values)), { settings: only('E07') })
  expect(filled.slice(0, 2)).toEqual([home[2], home[2]])
  expect(filled.slice(94)).toEqual([home[93], home[93]])
})

test('E08 makes a line of three add up to the register', () => {
  const day = missing(3, { before: 100, after: 180 })
  const rest = sumOf(day.values)
  const { values, fills } = validate(subjectOf(day, { registers: { start: 0, end: rest + 400 } }))
  expect(values.slice(30, 33)).toEqual([114, 133, 153])
  expect(fills[0]).toMatchObject({ method: 'E06', scaled: true })
})

test('fifteen methods, by number', () => {
  expect(allMethods.map(({ id }) => id)).toEqual(
    Array.from({ length: 15 }, (_, i) => `E${String(i + 1).padStart(2, '0')}`),
  )
})

test('a day that nothing can fill stays open', () => {
  const { state, values } = validate(subjectOf(lost))
  expect(state).toBe('invalid')
  expect(values).toEqual(lost.values)
})

test('shares are rounded as the examples say', () => {
  expect(largestRemainder(100, [1, 1, 1])).toEqual([34, 33, 33])
  expect(cumulative(100, [1, 1, 1])).toEqual([33, 34, 33])
  expect(largestRemainder(1001, [1, 2, 3, 4])).toEqual([100, 200, 300, 401])
  expect(largestRemainder(310, [10, 21])).toEqual([100, 210])
  expect(largestRemainder(310, [120, 168])).toEqual([129, 181])
  expect(largestRemainder(5, [0, 0])).toEqual([3, 2])
})

test('shares add up, and none is off by a whole unit', () => {
  const weights = fc.array(fc.nat({ max: 1e9 }), { minLength: 1, maxLength: 100 })
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 40 }), weights, (energy, list) => {
      const total = sumOf(list)
      fc.pre(total > 0)
      for (const parts of [largestRemainder(energy, list), cumulative(energy, list)]) {
        expect(sumOf(parts)).toBe(energy)
      }
      largestRemainder(energy, list).forEach((part, i) => {
        const exact = (BigInt(energy) * BigInt(list[i] ?? 0)) / BigInt(total)
        expect([exact, exact + 1n]).toContain(BigInt(part))
      })
    }),
  )
  expect(halfUp(2.5)).toBe(3)
})
