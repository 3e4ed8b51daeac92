import { zone } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { civilDay, formatCivilDay, parseCivilDay, weekday } from './civil-day.ts'
import { easterSunday, isItalianHoliday } from './holidays.ts'
import { LocalCalendar } from './local-day.ts'

const rome = new LocalCalendar(zone('Europe/Rome'))

describe('civil days', () => {
  test('know their weekday, before 1970 too', () => {
    expect(weekday(civilDay(1970, 1, 1))).toBe(3)
    expect(weekday(civilDay(1969, 12, 28))).toBe(6)
    expect(weekday(civilDay(2018, 10, 29))).toBe(0)
  })

  test('are read and written, and nothing else is', () => {
    expect(formatCivilDay(parseCivilDay('2024-02-29') ?? 0)).toBe('2024-02-29')
    for (const text of ['2023-02-29', '2024-13-01', '2024-1-1', '', 'today']) {
      expect(parseCivilDay(text)).toBeUndefined()
    }
  })
})

describe('Italian holidays', () => {
  test.each([
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2038, '2038-04-25'],
  ])('Easter of %i is %s', (year, date) => expect(formatCivilDay(easterSunday(year))).toBe(date))

  test('are the fixed ones and Easter Monday', () => {
    expect(isItalianHoliday(civilDay(2026, 4, 6))).toBe(true)
    expect(isItalianHoliday(civilDay(2026, 4, 25))).toBe(true)
    expect(isItalianHoliday(civilDay(2026, 11, 2))).toBe(false)
  })
})

describe('a local day', () => {
  test('has 96 quarters as a rule', () => {
    const day = rome.of(civilDay(2026, 11, 21))
    expect(day).toMatchObject({ quarters: 96, start: Date.UTC(2026, 10, 20, 23) / 1000 })
    expect([...day.wallQuarter]).toEqual(Array.from({ length: 96 }, (_, quarter) => quarter))
  })

  test('skips the quarters 8 to 11 in spring', () => {
    const day = rome.of(civilDay(2026, 3, 29))
    expect(day.quarters).toBe(92)
    expect([...day.wallQuarter.slice(6, 10)]).toEqual([6, 7, 12, 13])
  })

  test('passes the quarters 8 to 11 twice in autumn', () => {
    const day = rome.of(civilDay(2026, 10, 25))
    expect(day.quarters).toBe(100)
    expect([...day.wallQuarter.slice(6, 18)]).toEqual([6, 7, 8, 9, 10, 11, 8, 9, 10, 11, 12, 13])
  })

  test('is found by any of its instants', () => {
    const { start, end, day } = rome.of(civilDay(2026, 10, 25))
    expect(rome.at(start).day).toBe(day)
    expect(rome.at(end - 1).day).toBe(day)
    expect(rome.at(end).day).toBe(day + 1)
  })
})
