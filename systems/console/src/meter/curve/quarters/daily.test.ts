import { expect, test } from 'vitest'
import { dailySums } from './daily.ts'
import { quality } from './quality.ts'
import { quartersOf } from './quarters.ts'

const rome = 'Europe/Rome'
const later = { today: '2026-12-24', since: '2026-01-01', isFetched: () => true }
function block(start: string, values: (number | null)[], codes?: number[]) {
  return {
    endDevice: 'FER00000001',
    obis: '1.0.1.8.0.255',
    start,
    intervalSeconds: 900,
    unit: 'Wh',
    values,
    quality: codes ?? values.map(value => (value === null ? 1 : 0)),
  }
}

test('the day with 100 quarter-hours is one bar with all of them', () => {
  const quarters = quartersOf(
    [
      block('2026-10-25T00:00:00+02:00', Array(100).fill(10)),
      block('2026-10-26T00:00:00+01:00', Array(96).fill(10)),
    ],
    ['2026-10-25', '2026-10-26'],
    rome,
    later,
  )
  expect(dailySums(quarters).map(({ day, sum, isPartial }) => [day, sum, isPartial])).toEqual([
    ['2026-10-25', 1000, false],
    ['2026-10-26', 960, false],
  ])
})

test('a day with a hole is partial, a day without any value has no sum, and zero is a sum', () => {
  const quarters = quartersOf(
    [
      block('2026-11-18T00:00:00+01:00', [null, ...Array(95).fill(1)]),
      block('2026-11-20T00:00:00+01:00', Array(96).fill(0)),
    ],
    ['2026-11-18', '2026-11-19', '2026-11-20'],
    rome,
    later,
  )
  expect(dailySums(quarters).map(({ sum, isPartial }) => [sum, isPartial])).toEqual([
    [95, true],
    [null, false],
    [0, false],
  ])
})

test('a day is as good as its worst interval', () => {
  const codes = Array(96).fill(quality.valid)
  codes[50] = quality.suspect
  codes[51] = quality.edited
  const quarters = quartersOf(
    [block('2026-11-20T00:00:00+01:00', Array(96).fill(1), codes)],
    ['2026-11-20'],
    rome,
    later,
  )
  expect(dailySums(quarters)[0]?.worst).toBe(quality.suspect)
})
