import { describe, expect, test } from 'vitest'
import type { IntervalBlock } from '../../../api/resources.ts'
import { quality } from './quality.ts'
import { quartersOf } from './quarters.ts'

const rome = 'Europe/Rome'
function at(text: string) {
  return Date.parse(text) / 1000
}
const later = { today: '2026-12-24', since: '2026-03-01', isFetched: () => true }

function block(start: string, values: (number | null)[]): IntervalBlock {
  return {
    endDevice: 'FER00000001',
    obis: '1.0.1.8.0.255',
    start,
    intervalSeconds: 900,
    unit: 'Wh',
    values,
    quality: values.map(value => (value === null ? quality.missing : quality.valid)),
  }
}

describe('quarter-hours laid end to end', () => {
  test('follow true time over the hour that happens twice', () => {
    const values = Array.from({ length: 100 }, (_, index) => index)
    const { starts, days } = quartersOf(
      [block('2026-10-25T00:00:00+02:00', values)],
      ['2026-10-25'],
      rome,
      later,
    )
    expect(starts).toHaveLength(100)
    expect(starts[99]).toBe(at('2026-10-25T23:45:00+01:00'))
    expect(days[0]).toMatchObject({ first: 0, after: 100, end: at('2026-10-26T00:00:00+01:00') })
  })

  test('have no quarter in the hour that is skipped', () => {
    const { starts } = quartersOf([], ['2026-03-29'], rome, later)
    expect(starts).toHaveLength(92)
    expect(starts[8]).toBe(at('2026-03-29T03:00:00+02:00'))
  })

  test('are missing on a past day that was never read', () => {
    const quarters = quartersOf([], ['2026-11-19', '2026-11-20'], rome, later)
    expect(new Set(quarters.quality)).toEqual(new Set([quality.missing]))
    expect(quarters.values.every(value => value === null)).toBe(true)
  })

  test('are pending after the last value of today, but missing before it', () => {
    const values = [10, null, 12, ...Array<null>(93).fill(null)]
    const quarters = quartersOf(
      [block('2026-11-21T00:00:00+01:00', values)],
      ['2026-11-21', '2026-11-22'],
      rome,
      { ...later, today: '2026-11-21' },
    )
    expect(quarters.quality.slice(0, 4)).toEqual([
      quality.valid,
      quality.missing,
      quality.valid,
      quality.pending,
    ])
    expect(quarters.quality[191]).toBe(quality.pending)
  })

  test('yesterday, not read yet, is missing', () => {
    const quarters = quartersOf([], ['2026-11-20'], rome, { ...later, today: '2026-11-21' })
    expect(quarters.quality[95]).toBe(quality.missing)
  })

  test('days before the collection began are no gap, those between stored ones are', () => {
    const blocks = [
      block('2026-01-10T00:00:00+01:00', Array(96).fill(1)),
      block('2026-01-12T00:00:00+01:00', Array(96).fill(1)),
    ]
    const days = ['2026-01-09', '2026-01-10', '2026-01-11', '2026-01-12']
    const quarters = quartersOf(blocks, days, rome, later)
    expect(quarters.days.map(({ first }) => quarters.quality[first])).toEqual([
      quality.pending,
      quality.valid,
      quality.missing,
      quality.valid,
    ])
  })

  test('a day that is still being fetched claims nothing', () => {
    const quarters = quartersOf([], ['2026-11-19'], rome, { ...later, isFetched: () => false })
    expect(new Set(quarters.quality)).toEqual(new Set([quality.pending]))
  })
})
