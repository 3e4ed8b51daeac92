import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { civilDay, formatCivilDay, parseCivilDay, weekday } from '../../calendar/civil-day.ts'
import { measuredCurves } from './measured-curves.ts'
import { readLoadCurves } from './read-load-curves.ts'

const firstMonday = civilDay(2018, 10, 29)
function wholeDay(value: number) {
  return new Int32Array(96).fill(value)
}

/** Two weeks in which every value says its own day: 100 · week + weekday. */
function twoWeeks(skip: number[] = []) {
  const days = Array.from({ length: 14 }, (_, i) => i).filter(i => !skip.includes(i))
  const measured = new Map(days.map(i => [firstMonday + i, wholeDay(100 * Math.floor(i / 7) + (i % 7))]))
  return measuredCurves({ households: new Map([['a', measured]]), missingCells: 0 })
}

describe('measured curves', () => {
  test('leave the days of the file where they are', () => {
    const load = twoWeeks().source('a')
    for (let i = 0; i < 14; i++) {
      expect(load?.day(firstMonday + i).import[17]).toBe(100 * Math.floor(i / 7) + (i % 7))
    }
  })

  test.each([
    ['the Monday after the file', '2018-11-12', 0],
    ['the Sunday before the file', '2018-10-28', 106],
    ['a Thursday eight years on', '2026-11-19', 3],
    ['the Thursday after that', '2026-11-26', 103],
    ['a Saturday 1035 weeks before', '1999-01-02', 105],
  ])('give %s the same weekday of the right week', (_, date, value) => {
    const day = parseCivilDay(date) ?? 0
    expect(formatCivilDay(day)).toBe(date)
    expect(value % 100).toBe(weekday(day))
    expect(twoWeeks().source('a')?.day(day).import[0]).toBe(value)
  })

  test('count the quarter hours of a day the file leaves out, and take them as nothing', () => {
    const curves = twoWeeks([3])
    expect(curves.missing).toBe(96)
    expect(curves.source('a')?.day(firstMonday + 3).import[0]).toBe(0)
  })

  test('refuse other households', () => {
    expect(twoWeeks().source('b')).toBeUndefined()
  })

  test('derive a lagging reactive energy, none where the measured energy is negative', () => {
    const measured = new Map([
      [firstMonday, wholeDay(1000)],
      [firstMonday + 1, wholeDay(-5)],
    ])
    const load = measuredCurves({ households: new Map([['a', measured]]), missingCells: 0 }).source('a')
    expect(load?.day(firstMonday).reactiveImport[0]).toBe(329)
    expect(load?.day(firstMonday + 1).import[0]).toBe(-5)
    expect(load?.day(firstMonday + 1).reactiveImport[0]).toBe(0)
    expect(load?.contractedPower).toBe(4500)
  })

  test('are read from a gzip file as from a plain one', () => {
    const header = [
      'household',
      'date',
      ...Array.from({ length: 96 }, (_, q) => `q${`${q}`.padStart(2, '0')}`),
    ]
    const text = `${header.join(',')}\nh1,2018-10-29,${Array(96).fill('7').join(',')}\n`
    const folder = mkdtempSync(join(tmpdir(), 'ferraris-curves-'))
    writeFileSync(join(folder, 'plain'), text)
    writeFileSync(join(folder, 'zipped'), gzipSync(text))
    for (const name of ['plain', 'zipped']) {
      expect(readLoadCurves(join(folder, name)).source('h1')?.day(firstMonday).import[95]).toBe(7)
    }
    expect(() => readLoadCurves(join(folder, 'absent'))).toThrow(/absent: ENOENT/)
  })
})

const swiss = resolve(import.meta.dirname, '../../../../../../shared/data/ch-15min/load_15min_wh.csv.gz')

describe.skipIf(!existsSync(swiss))(`the Swiss curves (skipped when ${swiss} is absent)`, () => {
  test('hold 403 households and seven weeks without a hole', () => {
    const curves = readLoadCurves(swiss)
    expect(curves.households).toHaveLength(403)
    expect(curves).toMatchObject({ firstMonday, weeks: 7, missing: 0 })
    const load = curves.source('8775499')
    expect([...(load?.day(firstMonday).import.slice(0, 5) ?? [])]).toEqual([174, 183, 206, 523, 343])
    // 2026-11-16 is 420 weeks after the first Monday: 420 mod 7 = 0.
    expect(load?.day(civilDay(2026, 11, 16)).import).toEqual(load?.day(firstMonday).import)
    const energy = curves.households.reduce((sum, household) => {
      const source = curves.source(household)
      for (let i = 0; i < 49; i++) sum += source?.day(firstMonday + i).import.reduce((a, b) => a + b) ?? 0
      return sum
    }, 0)
    expect(energy).toBeGreaterThan(403 * 1_000_000)
  })
})
