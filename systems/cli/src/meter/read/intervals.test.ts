import { stripVTControlCharacters } from 'node:util'
import { type Data, data, dateTimeAt, encodeDateTime, obis, zone } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { dayView } from './day-view.ts'
import { intervalsOf } from './intervals.ts'
import type { Profile } from './read-profile.ts'

const rome = zone('Europe/Rome')
const clock = {
  classId: 8,
  obis: obis('0.0.1.0.0.255'),
  attribute: 2,
  dataIndex: 0,
  kind: 'time',
  scalerUnit: undefined,
} as const
function register(name: string, scaler = 0) {
  return {
    classId: 3,
    obis: obis(name),
    attribute: 2,
    dataIndex: 0,
    kind: undefined,
    scalerUnit: { scaler, unit: 30 },
  } as const
}

/** A load profile of one register, captured at instants. */
function profile(
  name: string,
  rows: readonly (readonly [instant: number, value: number])[],
  scaler = 0,
): Profile {
  return {
    obis: obis('1.0.99.1.0.255'),
    capturePeriod: 900,
    columns: [clock, register(name, scaler)],
    rows: rows.map(([instant, value]): Data[] => [
      data.octets(encodeDateTime(dateTimeAt(instant, rome))),
      data.doubleLongUnsigned(value),
    ]),
  }
}

function day(date: string, value = (quarter: number): number => quarter * 10) {
  const start = rome.startOfDay(date)
  return Array.from({ length: rome.quartersOfDay(date) + 1 }, (_, i) => [start + 900 * i, value(i)] as const)
}

describe('the intervals of a profile', () => {
  test('are the differences of a register that counts on, scaled without noise', () => {
    const table = intervalsOf(
      profile(
        '1.0.1.8.0.255',
        day('2026-11-20', i => 1000 + 3 * i),
        -1,
      ),
    )
    expect(table?.series).toEqual([{ obis: '1.0.1.8.0.255', unit: 'Wh', values: Array(96).fill(0.3) }])
  })

  test('are the values themselves where the meter has made the differences', () => {
    const table = intervalsOf(
      profile(
        '1.0.1.29.0.255',
        day('2026-11-20', i => i),
      ),
    )
    expect(table?.series[0]?.values.slice(0, 3)).toEqual([1, 2, 3])
  })

  test('are missing where a row is', () => {
    const rows = day('2026-11-20').filter((_, i) => i !== 5)
    expect(intervalsOf(profile('1.0.1.8.0.255', rows))?.series[0]?.values.slice(3, 6)).toEqual([10, null, 10])
  })

  test.each([
    ['2026-03-29', 92],
    ['2026-10-25', 100],
  ])('of %s, when the clocks change, are %i', (date, count) => {
    const table = intervalsOf(profile('1.0.1.8.0.255', day(date)))
    expect(table?.series[0]?.values).toEqual(Array(count).fill(10))
  })

  test('are not made of instantaneous values, of single rows, or of daily profiles', () => {
    expect(intervalsOf(profile('1.0.1.7.0.255', day('2026-11-20')))).toBeUndefined()
    expect(intervalsOf(profile('1.0.1.8.0.255', day('2026-11-20').slice(0, 1)))).toBeUndefined()
    expect(
      intervalsOf({ ...profile('1.0.1.8.0.255', day('2026-11-20')), capturePeriod: 86_400 }),
    ).toBeUndefined()
  })
})

describe('a day for people', () => {
  const hours = (date: string, from = 0, to?: number) => {
    const view = stripVTControlCharacters(
      dayView(intervalsOf(profile('1.0.1.8.0.255', day(date).slice(from, to)))!),
    )
    return view.split('\n').slice(view.split('\n').findIndex(line => line.startsWith('hour')) + 1)
  }

  test('has a line for each hour with its quarters, their sum and a bar', () => {
    expect(hours('2026-11-20')).toHaveLength(24)
    expect(hours('2026-11-20')[7]).toMatch(/^07 +10 +10 +10 +10 +40 {2}█+$/)
  })

  test('shows the hour that is passed twice twice, and leaves out the one that is skipped', () => {
    expect(hours('2026-10-25').map(line => line.slice(0, 3).trim())).toEqual([
      '00',
      '01',
      '02',
      '02*',
      ...Array.from({ length: 21 }, (_, i) => String(i + 3).padStart(2, '0')),
    ])
    expect(
      hours('2026-03-29')
        .map(line => line.slice(0, 2))
        .slice(0, 4),
    ).toEqual(['00', '01', '03', '04'])
  })

  test('leaves quarters blank that are not over yet', () => {
    const [, last] = hours('2026-11-20', 0, 7)
    expect(last).toMatch(/^01 +10 +10 {19}20 {2}█+$/)
  })
})
