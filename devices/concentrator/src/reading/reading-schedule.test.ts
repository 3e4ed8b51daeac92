import { addDays } from '@ferraris/cosem'
import { airtime } from '@ferraris/smitp/phy'
import { describe, expect, test } from 'vitest'
import { threeRings } from '../testing/hearing.fixture.ts'
import { hourMs, minuteMs, rome, TestSection } from '../testing/section.fixture.ts'
import { testIncrement } from '../testing/table-meter.fixture.ts'
import { dayGrid } from './profile-day.ts'

const dayMs = 24 * hourMs

describe('the rounds', () => {
  test('bring the days of the past, the registers at their end, the events, and acknowledge nothing twice', () => {
    const section = new TestSection({ meters: 3, settings: { historyDays: 4 } })
    section.meters[0]!.events = [
      { time: 1_790_000_000, code: 2 },
      { time: 1_790_000_100, code: 60 },
    ]
    section.run(2 * hourMs)
    for (const { aca, number } of section.meters) {
      const days = section.headEnd.days(aca)
      expect(days.map(day => day.kind === 'profile-day' && day.day).toSorted()).toEqual([
        '2026-11-17',
        '2026-11-18',
        '2026-11-19',
        '2026-11-20',
      ])
      for (const result of days) {
        if (result.kind !== 'profile-day') throw new Error(result.kind)
        const { start } = dayGrid(rome, result.day)
        const expected = (register: number) =>
          Array.from({ length: 96 }, (_, i) => testIncrement(number, register, start + (i + 1) * 900))
        expect(result.start).toBe(start * 1000)
        expect(result.registers).toEqual([
          { obis: '1.0.1.8.0.255', increments: expected(0), quality: Array(96).fill(0) },
          { obis: '1.0.2.8.0.255', increments: expected(1), quality: Array(96).fill(0) },
          { obis: '1.0.3.8.0.255', increments: expected(2), quality: Array(96).fill(0) },
        ])
      }
    }
    const others = [...section.headEnd.results.values()].filter(({ kind }) => kind !== 'profile-day')
    expect(others.filter(({ kind }) => kind === 'registers')).toHaveLength(3)
    expect(others.find(({ kind }) => kind === 'events')).toMatchObject({
      aca: section.meters[0]!.aca,
      events: [
        { time: 1_790_000_000_000, code: 2, index: 1 },
        { time: 1_790_000_100_000, code: 60, index: 2 },
      ],
    })
    expect(section.headEnd.again).toBe(0)
    expect(section.concentrator.condition()).toMatchObject({
      state: 'working',
      pendingResults: 0,
      completeness: { day: '2026-11-20', expected: 288, received: 288 },
    })
  })

  test('read alarm registers when the status word says that they have changed, and no more than once', () => {
    const section = new TestSection({ meters: 2, settings: { historyDays: 1 } })
    const alarms = () =>
      [...section.headEnd.results.values()].flatMap(result =>
        result.kind === 'events' && result.alarms !== undefined ? { ...result, ...result.alarms } : [],
      )
    section.run(2 * hourMs)
    expect(alarms()).toEqual([])
    section.meters[0]!.alarms = { word: 1 << 13, changes: 1 }
    section.run(2 * hourMs)
    const [told, ...others] = alarms()
    expect(others).toEqual([])
    expect(told).toMatchObject({
      aca: section.meters[0]!.aca,
      words: [
        { obis: '0.0.97.98.0.255', word: 1 << 13 },
        { obis: '0.0.97.98.1.255', word: 0 },
        { obis: '0.0.97.98.20.255', word: 1 << 13 },
        { obis: '0.0.97.98.21.255', word: 0 },
        { obis: '0.0.97.98.2.255', word: 0 },
        { obis: '0.0.97.98.22.255', word: 0 },
      ],
    })
    expect(Math.abs(told!.time - told!.readAt)).toBeLessThan(minuteMs)
    section.meters[0]!.alarms = { word: 0, changes: 2 }
    section.run(2 * hourMs)
    expect(alarms().map(({ words }) => words[0]!.word)).toEqual([1 << 13, 0])
  })

  test('read each day once, soon after it has ended', () => {
    const section = new TestSection({ meters: 4, settings: { historyDays: 2 } })
    section.run(3 * dayMs + 3 * hourMs)
    const days = section.headEnd
      .days(section.meters[2]!.aca)
      .flatMap(day => (day.kind === 'profile-day' ? day : []))
    expect(days.map(({ day }) => day)).toHaveLength(new Set(days.map(({ day }) => day)).size)
    for (const ended of ['2026-11-21', '2026-11-22', '2026-11-23']) {
      const { readAt } = days.find(({ day }) => day === ended)!
      expect(readAt - rome.startOfDay(addDays(ended, 1)) * 1000).toBeLessThan(30 * minuteMs)
    }
  })

  test('read the days on which the clocks change whole', () => {
    expect(dayGrid(rome, '2026-10-25').intervals).toBe(100)
    const section = new TestSection({ meters: 1, settings: { historyDays: 30 } })
    section.run(6 * hourMs)
    const long = section.headEnd.days().find(day => day.kind === 'profile-day' && day.day === '2026-10-25')
    expect(long?.kind === 'profile-day' && long.registers[0]!.increments.every(value => value !== null)).toBe(
      true,
    )
    expect(long?.kind === 'profile-day' && long.registers[0]!.quality).toEqual(Array(100).fill(0))
  })

  test('are not held up by a meter that never answers', () => {
    const section = new TestSection({ meters: 20, settings: { historyDays: 3 } })
    section.run(2 * hourMs)
    for (const meter of section.meters.slice(0, 5)) meter.dead = true
    const before = section.line.now
    section.run(dayMs)
    for (const { aca } of section.meters.slice(5)) {
      expect(
        section.headEnd.days(aca).some(day => day.kind === 'profile-day' && day.day === '2026-11-21'),
      ).toBe(true)
    }
    const dead = section.meters[0]!
    section.run(dayMs)
    const silent = section.concentrator.neighbours().find(({ aca }) => aca === dead.aca)
    expect(silent?.success).toBeLessThan(0.5)
    dead.dead = false
    section.run(3 * hourMs)
    expect(section.headEnd.days(dead.aca).flatMap(day => (day.readAt > before ? day.aca : []))).toHaveLength(
      2,
    )
  })

  test('notice within minutes which meters have died, and which are back', () => {
    const section = new TestSection({ meters: 40, settings: { historyDays: 1 } })
    section.run(2 * hourMs)
    const reported = () =>
      section.headEnd
        .last('inventory')!
        .neighbours.filter(({ state }) => state === 'silent')
        .map(({ aca }) => aca)
    expect(reported()).toEqual([])
    const lost = section.meters.slice(0, 10)
    for (const meter of lost) meter.dead = true
    expect(section.until(() => reported().length === 10, 15 * minuteMs)).toBe(true)
    expect(new Set(reported())).toEqual(new Set(lost.map(({ aca }) => aca)))
    section.run(5 * hourMs)
    for (const meter of lost) meter.dead = false
    expect(section.until(() => reported().length === 0, 15 * minuteMs)).toBe(true)
  })

  test('leave most of the line to others, however many meters do not answer', () => {
    const section = new TestSection({ meters: 60, settings: { historyDays: 1 } })
    section.run(2 * hourMs)
    for (const meter of section.meters.slice(0, 40)) meter.dead = true
    section.run(hourMs)
    let airMs = 0
    section.line.onFrame = (_, psdu) => {
      airMs += airtime(psdu.length)
    }
    section.run(2 * hourMs)
    expect(airMs / (2 * hourMs)).toBeLessThan(0.3)
  })

  test('go on where the line failed, register by register', () => {
    const section = new TestSection({ meters: 1, settings: { historyDays: 1 } })
    const meter = section.meters[0]!
    meter.diesAfter = 3
    section.run(10 * minuteMs)
    expect(section.headEnd.days()).toHaveLength(0)
    meter.diesAfter = Number.POSITIVE_INFINITY
    const before = meter.requests
    section.until(() => section.headEnd.days().length > 0, hourMs)
    expect(section.headEnd.days()).toHaveLength(1)
    // A whole day takes five requests: two for a busy register, one for a quiet one.
    expect(meter.requests - before).toBeLessThan(10)
  })

  test('have nearly all of 42 meters after a night in which every twentieth frame is lost', () => {
    const section = new TestSection({
      meters: 42,
      hearing: threeRings(14),
      seed: 3,
      settings: { historyDays: 1 },
    })
    section.line.loss = 0.05
    section.run(17 * hourMs)
    const { expected, received, day } = section.concentrator.condition().completeness
    expect(day).toBe('2026-11-21')
    expect(received / expected).toBeGreaterThanOrEqual(0.99)
  })
})

describe('clocks', () => {
  test('that are off are put right, those that are right are left alone', () => {
    const section = new TestSection({ meters: 3 })
    section.meters[0]!.clockAhead = 47
    section.meters[1]!.clockAhead = -20_000
    section.run(3 * hourMs)
    expect(Math.abs(section.meters[0]!.clockAhead)).toBeLessThanOrEqual(1)
    expect(Math.abs(section.meters[1]!.clockAhead)).toBeLessThanOrEqual(2)
    expect(section.meters[2]!.clockAhead).toBe(0)
  })

  test('uc 2.b.1-1 that are set back later are put right within a day by the concentrator itself', () => {
    const section = new TestSection({ meters: 6 })
    section.run(3 * hourMs)
    section.meters[1]!.clockAhead = -100
    section.run(dayMs + hourMs)
    expect(Math.abs(section.meters[1]!.clockAhead)).toBeLessThanOrEqual(1)
  })

  test('of a whole section are not set by a concentrator that is wrong itself', () => {
    const section = new TestSection({ meters: 12 })
    for (const meter of section.meters) meter.clockAhead = -3600
    section.run(4 * hourMs)
    expect(section.meters.filter(({ clockAhead }) => clockAhead === -3600).length).toBeGreaterThanOrEqual(6)
  })
})
