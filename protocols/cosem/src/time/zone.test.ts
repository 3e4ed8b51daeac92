import { describe, expect, test } from 'vitest'
import { addDays, dateOfDayNumber, dayNumber, weekday, Zone, zone } from './zone.ts'

function at(text: string): number {
  return Date.parse(text) / 1000
}

/** The offset by another way of asking Intl. */
function offsetByParts(id: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: id,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return instant => {
    const parts = Object.fromEntries(
      format.formatToParts(instant * 1000).map(({ type, value }) => [type, Number(value)]),
    )
    const { year, month, day, hour, minute, second } = parts
    return Date.UTC(year!, month! - 1, day, hour, minute, second) / 1000 - instant
  }
}

describe('a zone', () => {
  test.each(['Europe/Rome', 'Europe/Lisbon', 'America/Santiago', 'Australia/Lord_Howe', 'Asia/Kathmandu'])(
    'knows the offset of every three hours of a year in %s',
    id => {
      const offsetAt = offsetByParts(id)
      for (let instant = at('2026-01-01T00:00Z'); instant < at('2027-01-01T00:00Z'); instant += 3 * 3600) {
        if (zone(id).offsetAt(instant) !== offsetAt(instant))
          expect.fail(new Date(instant * 1000).toISOString())
      }
    },
  )

  test.each([
    // Each change: the last second before and the first after.
    ['Europe/Rome', '2026-03-29T01:00Z', 3600, 7200],
    ['Europe/Rome', '2026-10-25T01:00Z', 7200, 3600],
    ['Europe/Lisbon', '2026-03-29T01:00Z', 0, 3600],
    ['America/Santiago', '2026-04-05T03:00Z', -3 * 3600, -4 * 3600],
    ['America/Santiago', '2026-09-06T04:00Z', -4 * 3600, -3 * 3600],
    ['Australia/Lord_Howe', '2026-04-04T15:00Z', 11 * 3600, 10.5 * 3600],
    ['Australia/Lord_Howe', '2026-10-03T15:30Z', 10.5 * 3600, 11 * 3600],
  ])('%s changes at %s to the second', (id, change, before, after) => {
    expect([zone(id).offsetAt(at(change) - 1), zone(id).offsetAt(at(change))]).toEqual([before, after])
  })

  test.each([
    ['Europe/Rome', '2026-03-28', 96],
    ['Europe/Rome', '2026-03-29', 92],
    ['Europe/Rome', '2026-10-25', 100],
    ['Europe/Lisbon', '2026-10-25', 100],
    ['America/Santiago', '2026-09-06', 92],
    ['America/Santiago', '2026-04-04', 100],
    ['Australia/Lord_Howe', '2026-04-05', 98],
    ['Australia/Lord_Howe', '2026-10-04', 94],
    ['Asia/Kathmandu', '2026-05-05', 96],
  ])('%s has on %s %i quarter hours', (id, date, quarters) => {
    expect(zone(id).quartersOfDay(date)).toBe(quarters)
  })

  test('begins a day without midnight when its first hour begins', () => {
    expect(zone('America/Santiago').startOfDay('2026-09-06')).toBe(at('2026-09-06T01:00-03:00'))
    expect(zone('Europe/Rome').startOfDay('2026-03-29')).toBe(at('2026-03-29T00:00+01:00'))
    expect(zone('Asia/Kathmandu').dateOf(at('2026-05-05T18:15Z'))).toBe('2026-05-06')
  })

  test('each day begins where the one before ends, and belongs to its own date', () => {
    for (const id of ['Europe/Rome', 'America/Santiago', 'Australia/Lord_Howe']) {
      for (let date = '2026-01-01'; date < '2027-01-01'; date = addDays(date, 1)) {
        const start = zone(id).startOfDay(date)
        if (zone(id).dateOf(start) !== date || zone(id).dateOf(start - 1) !== addDays(date, -1))
          expect.fail(`${id} ${date}`)
      }
    }
  })

  test('is the same object each time, and refuses unknown names', () => {
    expect(zone('Europe/Rome')).toBe(zone('Europe/Rome'))
    expect(() => zone('Europe/Atlantis')).toThrow(RangeError)
  })

  test('answers alike however many days it has been asked about', () => {
    const fresh = new Zone('Europe/Rome')
    const instant = at('2026-07-01T00:00Z')
    const first = fresh.offsetAt(instant)
    for (let day = 0; day < 8_000; day++) fresh.offsetAt(day * 86_400)
    expect(fresh.offsetAt(instant)).toBe(first)
  })
})

test('days are counted from 1970, weeks from Monday', () => {
  expect([dayNumber('1970-01-01'), dayNumber('2026-11-21')]).toEqual([0, 20_778])
  expect(dateOfDayNumber(20_778)).toBe('2026-11-21')
  expect([weekday('2026-11-23'), weekday('2026-11-22'), weekday('1969-12-29')]).toEqual([0, 6, 0])
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
})
