import { zone } from '@ferraris/cosem'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOpen, opensAt } from './hours.ts'

const rome = zone('Europe/Rome')
const night = { from: '22:00', to: '05:00' }
const day = { from: '08:00', to: '17:00' }

function seconds(text: string): number {
  return Date.parse(text) / 1000
}

describe('daily hours', () => {
  test.each([
    [day, '2026-11-20T07:59:59+01:00', false],
    [day, '2026-11-20T08:00:00+01:00', true],
    [day, '2026-11-20T16:59:59+01:00', true],
    [day, '2026-11-20T17:00:00+01:00', false],
    [night, '2026-11-20T23:00:00+01:00', true],
    [night, '2026-11-21T04:59:00+01:00', true],
    [night, '2026-11-21T05:00:00+01:00', false],
    // 2026-11-20 is a Friday: the night belongs to the day on which it begins.
    [{ ...night, days: [5] }, '2026-11-21T03:00:00+01:00', true],
    [{ ...night, days: [5] }, '2026-11-20T03:00:00+01:00', false],
    [{ ...night, days: [5] }, '2026-11-21T23:00:00+01:00', false],
    [{ from: '06:00', to: '06:00', days: [5] }, '2026-11-21T05:59:00+01:00', true],
    [{ from: '06:00', to: '06:00', days: [5] }, '2026-11-21T06:00:00+01:00', false],
  ])('%o at %s: %s', (hours, at, open) => {
    expect(isOpen(hours, rome, seconds(at))).toBe(open)
  })

  test.each([
    ['a usual day', day, '2026-11-20T03:00:00+01:00', '2026-11-20T08:00:00+01:00'],
    ['while they are open', day, '2026-11-20T09:00:00+01:00', '2026-11-20T09:00:00+01:00'],
    ['after their end', day, '2026-11-20T18:00:00+01:00', '2026-11-21T08:00:00+01:00'],
    ['on their weekday', { ...day, days: [1] }, '2026-11-20T18:00:00+01:00', '2026-11-23T08:00:00+01:00'],
    ['a day after the change', day, '2026-03-28T18:00:00+01:00', '2026-03-29T08:00:00+02:00'],
    // 02:00 to 03:00 is skipped on 2026-03-29: the clock passes 02:30 when it jumps to 03:00.
    [
      'an hour that is skipped',
      { from: '02:30', to: '05:00' },
      '2026-03-29T01:00:00+01:00',
      '2026-03-29T03:00:00+02:00',
    ],
    [
      'an hour that is repeated',
      { from: '02:30', to: '05:00' },
      '2026-10-25T01:00:00+02:00',
      '2026-10-25T02:30:00+02:00',
    ],
    [
      'skipped as a whole',
      { from: '02:00', to: '03:00' },
      '2026-03-29T01:00:00+01:00',
      '2026-03-30T02:00:00+02:00',
    ],
  ])('open next: %s', (_, hours, at, next) => {
    expect(new Date(opensAt(hours, rome, seconds(at)) * 1000).toISOString()).toBe(
      new Date(next).toISOString(),
    )
  })

  test('what opens next is open, and a second before it is not', () => {
    const time = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`)
    const hours = fc.record({
      from: time,
      to: time,
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    })
    const at = fc.integer({ min: seconds('2026-01-01T00:00:00Z'), max: seconds('2028-01-01T00:00:00Z') })
    fc.assert(
      fc.property(
        hours,
        at,
        fc.constantFrom('Europe/Rome', 'America/Santiago', 'Asia/Kolkata'),
        (its, now, name) => {
          const next = opensAt(its, zone(name), now)
          expect(isOpen(its, zone(name), next)).toBe(true)
          if (next > now) expect(isOpen(its, zone(name), next - 1)).toBe(false)
        },
      ),
      { numRuns: 5000 },
    )
  })
})
