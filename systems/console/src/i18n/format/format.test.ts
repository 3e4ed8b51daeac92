import { describe, expect, test } from 'vitest'
import { formatDaySpan } from './days.ts'
import { formatBrief, formatExact } from './energy.ts'
import { formatClock, formatZoneOffset } from './instants.ts'
import { formatCount, formatOffset, formatRate, formatShare } from './numbers.ts'
import { formatRelative } from './relative.ts'

describe('numbers', () => {
  test('set thousands apart as each language does, also below ten thousand', () => {
    expect(formatCount('en-GB', 1234)).toBe('1,234')
    expect(formatCount('it-IT', 1234)).toBe('1.234')
    expect(formatCount('es-ES', 1234)).toBe('1.234')
  })
  test('show a share as whole only when it is whole', () => {
    expect(formatShare('en-GB', 1)).toBe('100%')
    expect(formatShare('en-GB', 19_199 / 19_200)).toBe('99.99%')
    expect(formatShare('en-GB', 0.9975)).toBe('99.75%')
    expect(formatShare('en-GB', 0)).toBe('0%')
  })
  test('give a rate three digits and no more than its integer part', () => {
    expect(formatRate('en-GB', 0.3111)).toBe('0.311')
    expect(formatRate('en-GB', 1840.4)).toBe('1,840')
  })
  test('sign a clock offset, except zero', () => {
    expect(formatOffset('en-GB', 1.52)).toBe('+1.5 s')
    expect(formatOffset('en-GB', -12)).toBe('-12 s')
    expect(formatOffset('en-GB', 0)).toBe('0 s')
  })
})

describe('energy', () => {
  test('keeps every watt-hour when exact', () => {
    expect(formatExact('en-GB', 61_234, 'Wh')).toBe('61.234 kWh')
    expect(formatExact('it-IT', 1_061_234, 'Wh')).toBe('1.061,234 kWh')
  })
  test('is short at a glance', () => {
    expect(formatBrief('en-GB', 61_234, 'Wh')).toBe('61.2 kWh')
    expect(formatBrief('en-GB', 412, 'W')).toBe('0.41 kW')
  })
  test('leaves units without thousands as they are', () => {
    expect(formatExact('en-GB', 230.4, 'V')).toBe('230.4 V')
    expect(formatExact('en-GB', 3, '')).toBe('3')
  })
})

describe('time', () => {
  test('is told in the zone asked for', () => {
    expect(formatClock('en-GB', 'Europe/Rome', '2026-11-20T23:45:00Z')).toBe('00:45')
  })
  test('names the offset of the season', () => {
    expect(formatZoneOffset('en-GB', 'Europe/Rome', '2026-07-01T00:00:00Z')).toBe('GMT+2')
    expect(formatZoneOffset('en-GB', 'Europe/Rome', '2026-11-20T00:00:00Z')).toBe('GMT+1')
  })
  test('writes a span of days once per shared part', () => {
    expect(formatDaySpan('en-GB', '2026-11-14', '2026-11-20')).toMatch(/^14\s?–\s?20 Nov 2026$/)
  })
  test('counts whole units passed', () => {
    const now = Date.UTC(2026, 10, 21)
    expect(formatRelative('en-GB', now - 20_000, now)).toBe('now')
    expect(formatRelative('en-GB', now - 119 * 60_000, now)).toBe('1 hr ago')
    expect(formatRelative('en-GB', now + 300_000, now)).toBe('in 5 min')
  })
})
