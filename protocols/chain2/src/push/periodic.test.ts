import { zone } from '@ferraris/cosem'
import { describe, expect, test } from 'vitest'
import { maskOf, profiles } from '../profiles.ts'
import { periodicBetween, spreadOf, spreadSeconds } from './periodic.ts'
import { isSuperseded, priorityOf, replicaDelays, transmissionSettings } from './transmissions.ts'

const rome = zone('Europe/Rome')
const day = rome.startOfDay('2026-12-01')

describe('frames of a period', () => {
  test('leave once for each quarter, at the meter’s own time', () => {
    const settings = { profile: maskOf([1, 2]), zone: rome, spread: 77 }
    const all = periodicBetween(day, day + 86_400, settings)
    expect(all).toHaveLength(192)
    expect(all.slice(0, 3)).toEqual([
      { frame: 1, measureTime: day, sendAt: day + 77 },
      { frame: 2, measureTime: day, sendAt: day + 77 },
      { frame: 1, measureTime: day + 900, sendAt: day + 977 },
    ])
    const secondBySecond = Array.from({ length: 3600 }, (_, s) =>
      periodicBetween(day + s, day + s + 1, settings),
    ).flat()
    expect(secondBySecond).toEqual(periodicBetween(day, day + 3600, settings))
  })

  test('of day, week and month follow midnight', () => {
    const settings = { profile: profiles.quality, zone: rome, spread: 0 }
    const slow = periodicBetween(day - 86_400, day + 86_400, settings).filter(({ frame }) => frame > 4)
    const monday = rome.startOfDay('2026-11-30')
    expect(slow).toEqual([
      { frame: 5, measureTime: monday - 1, sendAt: monday + 3300 },
      { frame: 9, measureTime: monday, sendAt: monday + 4200 },
      { frame: 5, measureTime: day - 1, sendAt: day + 3300 },
      { frame: 10, measureTime: day, sendAt: day + 17_400 },
      { frame: 11, measureTime: day, sendAt: day + 17_700 },
    ])
  })

  test('of many meters are spread', () => {
    const places = Array.from({ length: 1000 }, (_, meter) => spreadOf(meter))
    expect(places.every(place => place >= 0 && place < spreadSeconds)).toBe(true)
    expect(new Set(places).size).toBeGreaterThan(200)
  })
})

describe('transmissions', () => {
  test('are repeated twice, soon for events and later for periods', () => {
    expect(replicaDelays(21, transmissionSettings, () => 0)).toEqual([3, 6])
    expect(replicaDelays(22, transmissionSettings, () => 0.5)).toEqual([5.5, 11])
    expect(replicaDelays(1, transmissionSettings, () => 0.5)).toEqual([40, 80])
  })

  test('of alerts come first and are never dropped', () => {
    const order = ([1, 21, 10, 25, 22, 23] as const).toSorted(
      (a, b) => priorityOf(a, transmissionSettings) - priorityOf(b, transmissionSettings),
    )
    expect(order).toEqual([22, 25, 23, 21, 1, 10])
    expect([isSuperseded(21, 21), isSuperseded(22, 22), isSuperseded(21, 1)]).toEqual([true, false, false])
  })
})
