import { stripVTControlCharacters } from 'node:util'
import { intervalsOf, type Profile } from '@ferraris/client'
import { obis, zone } from '@ferraris/cosem'
import { quality } from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import { dayView } from './day-view.ts'

const rome = zone('Europe/Rome')

/** A load profile of one register, captured at instants. */
function profile(
  name: string,
  rows: readonly (readonly [instant: number, value: number])[],
  { scaler = 0, capturePeriod = 900 } = {},
): Profile {
  const columns = [
    { classId: 8, obis: obis('0.0.1.0.0.255'), attribute: 2 },
    { classId: 3, obis: obis(name), attribute: 2 },
  ]
  return {
    obis: obis('1.0.99.1.0.255'),
    head: { capturePeriod, columns },
    units: [undefined, { scaler, unit: 30 }],
    count: rows.length,
    times: Float64Array.from(rows, ([instant]) => instant),
    status: new Uint8Array(rows.length),
    registers: [Float64Array.from(rows, ([, value]) => value)],
    rows: [],
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
        { scaler: -1 },
      ),
      rome,
    )
    expect(table?.series).toEqual([
      {
        obis: '1.0.1.8.0.255',
        unit: 'Wh',
        values: Array(96).fill(0.3),
        quality: Array(96).fill(quality.valid),
      },
    ])
  })

  test('are the values themselves where the meter has made the differences', () => {
    const table = intervalsOf(
      profile(
        '1.0.1.29.0.255',
        day('2026-11-20', i => i),
      ),
      rome,
    )
    expect(table?.series[0]?.values.slice(0, 3)).toEqual([1, 2, 3])
  })

  test('are missing where a row is', () => {
    const rows = day('2026-11-20').filter((_, i) => i !== 5)
    const [series] = intervalsOf(profile('1.0.1.8.0.255', rows), rome)!.series
    expect(series!.values.slice(3, 7)).toEqual([10, null, null, 10])
    expect(series!.quality.slice(3, 7)).toEqual([
      quality.valid,
      quality.missing,
      quality.missing,
      quality.valid,
    ])
  })

  test.each([
    ['2026-03-29', 92],
    ['2026-10-25', 100],
  ])('of %s, when the clocks change, are %i', (date, count) => {
    const table = intervalsOf(profile('1.0.1.8.0.255', day(date)), rome)
    expect(table?.series[0]?.values).toEqual(Array(count).fill(10))
  })

  test('are not made of instantaneous values, of single rows, or of daily profiles', () => {
    expect(intervalsOf(profile('1.0.1.7.0.255', day('2026-11-20')), rome)).toBeUndefined()
    expect(intervalsOf(profile('1.0.1.8.0.255', day('2026-11-20').slice(0, 1)), rome)).toBeUndefined()
    expect(
      intervalsOf(profile('1.0.1.8.0.255', day('2026-11-20'), { capturePeriod: 86_400 }), rome),
    ).toBeUndefined()
  })
})

describe('a day for people', () => {
  const hours = (date: string, from = 0, to?: number) => {
    const view = stripVTControlCharacters(
      dayView(intervalsOf(profile('1.0.1.8.0.255', day(date).slice(from, to)), rome)!),
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
