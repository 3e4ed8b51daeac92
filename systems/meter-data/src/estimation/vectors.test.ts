import { at, defined } from '@ferraris/bytes'
import { quality } from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import { dayWith, hashOf, replaced, rome, subjectOf } from '../testing/days.fixture.ts'
import { factVectors } from '../testing/facts.fixture.ts'
import { judge, validate } from '../validation/validate.ts'
import type { PastDay } from './method.ts'

const vectors = factVectors()

describe.skipIf(vectors === undefined)('whole days of known answers', () => {
  const truth = at(defined(vectors, 'vectors'), 0)
  const registers = { start: 1_250_000, end: 1_259_451 }
  const gap = (from: number, to: number) => truth.map((value, i) => (i >= from && i <= to ? null : value))

  test('the truth is that of the facts', () => {
    expect(hashOf(truth)).toBe('d984128c368b')
  })

  test('a gap of two hours is interpolated', () => {
    const { values, fills, state } = validate(subjectOf(dayWith(gap(30, 37))))
    expect(values.slice(30, 38)).toEqual([168, 155, 143, 131, 118, 106, 94, 81])
    expect(hashOf(values)).toBe('262df78bb69e')
    expect(fills).toEqual([{ from: 30, to: 38, method: 'E06', scaled: false, references: [] }])
    expect(state).toBe('estimated')
  })

  test('what the registers leave is shared over it', () => {
    const { values, quality: codes } = validate(subjectOf(dayWith(gap(30, 37)), { registers }))
    expect(hashOf(values)).toBe('1cc7043c3be9')
    expect(codes.indexOf(quality.estimated)).toBe(30)
    expect(codes.filter(code => code === quality.estimated)).toHaveLength(8)
  })

  const past = ['2026-11-11', '2026-11-04', '2026-10-28', '2026-10-21'].map(
    (date, k): PastDay => ({
      day: dayWith(
        truth.map((value, i) => value + ((7 * i + 13 * (k + 1)) % 11) - 5),
        { date },
      ),
      isHoliday: false,
    }),
  )
  const empty = dayWith(truth.map(() => null))

  test('a whole day is the mean of four like days', () => {
    expect(past.map(({ day }) => hashOf(day.values))).toEqual([
      '9dcc8cd966e1',
      '391fdc08c32a',
      '3da15098ea4b',
      '67fe5fbd2df5',
    ])
    const { values, fills } = validate(subjectOf(empty), { reference: { past, other: {} } })
    expect(hashOf(values)).toBe('27b64c8b7c55')
    expect(fills[0]?.method).toBe('E05')
    expect(fills[0]?.references).toHaveLength(4)
  })

  test('and adds up to the register, from the exact means', () => {
    const reference = { past, other: {} }
    expect(hashOf(validate(subjectOf(empty, { registers }), { reference }).values)).toBe('ca5d6a73e409')
  })

  test('nine hours are filled by the profile of the class', () => {
    const hourly = [
      28, 25, 23, 22, 22, 25, 38, 55, 48, 40, 38, 40, 46, 44, 38, 36, 40, 50, 66, 78, 80, 68, 50, 36,
    ]
    const profile = hourly.flatMap(weight => [weight, weight, weight, weight])
    const { values, fills } = validate(subjectOf(dayWith(gap(40, 75)), { registers }), {
      reference: { past: [], other: { profile } },
    })
    expect(hashOf(values)).toBe('2fade4483dfc')
    expect(fills[0]?.method).toBe('E09')
  })

  test.each([
    ['2026-10-25', 100, '451077c33e1e'],
    ['2026-03-29', 92, '06bb6d6f7898'],
  ])('a day when the clocks change takes the values of the same wall time: %s', (date, count, hash) => {
    expect(rome.quartersOfDay(date)).toBe(count)
    const day = dayWith(
      Array.from({ length: count }, () => null),
      { date },
    )
    const before = dayWith(truth, { date: date === '2026-10-25' ? '2026-10-18' : '2026-03-22' })
    const { values } = validate(subjectOf(day), {
      reference: { past: [{ day: before, isHoliday: false }], other: {} },
    })
    expect(hashOf(values)).toBe(hash)
  })

  test.each([
    [900, ['V14', 'V16'], [345.545, 806]],
    [560, ['V16'], [466]],
  ])('a spike of %i is found', (value, ids, measured) => {
    const day = dayWith(replaced(truth, 50, [value]))
    const { findings } = judge(subjectOf(day, { registers }))
    const found = findings.filter(({ rule }) => rule === 'V14' || rule === 'V16')
    expect(found.map(({ rule }) => rule)).toEqual(ids)
    for (const [i, finding] of found.entries()) expect(finding.measured).toBeCloseTo(at(measured, i), 2)
  })

  test('the truth passes every rule', () => {
    const { findings, failed } = judge(subjectOf(dayWith(truth), { registers }))
    expect({ findings, failed }).toEqual({ findings: [], failed: [] })
  })
})
