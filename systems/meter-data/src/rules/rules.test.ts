import { obisCodes, quality } from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import type { Subject } from '../day/subject.ts'
import {
  dayWith,
  homeDay,
  homeMeter,
  receivedWith,
  replaced,
  span,
  subjectOf,
} from '../testing/days.fixture.ts'
import { judge } from '../validation/validate.ts'
import { rules } from './catalog.ts'

const home = dayWith(homeDay())
function tens(count: number) {
  return Array.from({ length: 96 }, (_, i) => (i < count ? 10 : 0))
}
const log = subjectOf(home).log
const wholeKilowattHours = { ...homeMeter, registerResolution: 1000 }
function energy(wh: number) {
  return dayWith(home.values.map((_, i) => (i === 0 ? wh : 0)))
}
function month(perDay: number) {
  return { sums: Array.from({ length: 29 }, () => perDay), yearBefore: 9500, estimatedDays: 0 }
}

/** A day for each rule: what fails it, by how much, and what just passes. */
const cases: [string, Subject, number | undefined][] = [
  [
    'V01',
    subjectOf(home, {
      received: receivedWith(home, { rows: [{ time: home.start + 32 * 60, seconds: 900, value: 1 }] }),
    }),
    120,
  ],
  ['V01', subjectOf(home, { received: receivedWith(home) }), undefined],
  ['V01', subjectOf(dayWith(homeDay(24))), 3600],
  ['V02', subjectOf(withGap(40, 42)), 2],
  ['V02', subjectOf(home), undefined],
  ['V03', subjectOf(home, { received: doubled(75) }), 1],
  ['V03', subjectOf(home, { received: doubled(70) }), undefined],
  ['V04', subjectOf(home, { clockOffset: 200 }), 200],
  ['V04', subjectOf(home, { clockOffset: -75 }), 75],
  ['V04', subjectOf(home, { clockOffset: -60 }), undefined],
  ['V05', subjectOf(home, { received: receivedWith(home, { unit: 'varh' }) }), 1],
  ['V05', subjectOf(home, { received: receivedWith(home) }), undefined],
  ['V06', subjectOf(home, { log: { ...log, faults: [{ from: home.start + 36_000, to: null }] } }), 56],
  ['V07', subjectOf(home, { log: { ...log, clockSets: [{ at: home.start + 43_500, seconds: 40 }] } }), 40],
  [
    'V07',
    subjectOf(home, { log: { ...log, clockSets: [{ at: home.start + 43_500, seconds: 7 }] } }),
    undefined,
  ],
  ['V08', subjectOf(home, { received: receivedWith(home, { counts: [65_535] }) }), 65_535],
  ['V08', subjectOf(home, { received: receivedWith(home, { counts: [65_534] }) }), undefined],
  ['V09', subjectOf(home, { log: { ...log, tests: [span(home, '10:00', '10:20')] } }), 2],
  ['V10', subjectOf(dayWith(replaced(homeDay(), 20, [0, 0, 0, 0]))), 4],
  [
    'V10',
    subjectOf(dayWith(replaced(homeDay(), 20, [0, 0, 0, 0])), {
      log: { ...log, outages: [span(home, '05:00', '06:00')] },
    }),
    undefined,
  ],
  [
    'V10',
    subjectOf(dayWith(replaced(homeDay(), 20, [0, 0, 0, 0])), {
      siblings: new Map([[obisCodes.activeEnergyExport as string, home]]),
    }),
    undefined,
  ],
  [
    'V10',
    subjectOf({ ...dayWith(replaced(homeDay(), 20, [0, 0, 0, 0])), obis: obisCodes.activeEnergyExport }),
    undefined,
  ],
  ['V11', subjectOf(dayWith(replaced(homeDay(), 20, [-3]))), -3],
  ['V12', subjectOf(dayWith(replaced(homeDay(), 20, [13_000]))), 13_000],
  ['V12', subjectOf(dayWith(replaced(homeDay(), 20, [12_003]))), undefined],
  [
    'V12',
    subjectOf(dayWith(replaced(homeDay(), 20, [826])), { meter: { ...homeMeter, contractPower: 3000 } }),
    826,
  ],
  [
    'V13',
    subjectOf(home, {
      meter: wholeKilowattHours,
      registers: { start: 0, end: 13_000, tariffs: [3000, 2000, 4000] },
    }),
    4000,
  ],
  [
    'V13',
    subjectOf(home, {
      meter: wholeKilowattHours,
      registers: { start: 0, end: 10_000, tariffs: [3000, 2000, 4000] },
    }),
    undefined,
  ],
  ['V14', subjectOf(dayWith(replaced(tens(96), 30, [900, 207, 202]))), 345.545],
  ['V14', subjectOf(dayWith(replaced(tens(96), 30, [560, 207, 202]))), undefined],
  ['V15', subjectOf(dayWith(replaced(tens(96), 40, [10, 12, 11, 1890, 13, 12, 11]))), 1878],
  [
    'V16',
    subjectOf(energy(7900), { meter: wholeKilowattHours, registers: { start: 1_250_000, end: 1_259_000 } }),
    1100,
  ],
  [
    'V16',
    subjectOf(energy(9451), { meter: wholeKilowattHours, registers: { start: 1_250_000, end: 1_259_000 } }),
    undefined,
  ],
  ['V17', subjectOf(energy(21_000), { history: month(21_000) }), 2.21],
  ['V17', subjectOf(energy(12_000), { history: month(12_000) }), undefined],
  ['V18', subjectOf(energy(0), { siblings: reactive(12_000) }), 12_000],
  ['V18', subjectOf(energy(10_000), { siblings: reactive(45_000) }), 4.5],
  ['V18', subjectOf(energy(10_000), { siblings: reactive(5000) }), undefined],
  ['V19', subjectOf(energy(0), { history: { ...month(0), yearBefore: null } }), 30],
  [
    'V19',
    subjectOf(energy(0), {
      history: { ...month(0), yearBefore: null },
      meter: { ...homeMeter, seasonal: true },
    }),
    undefined,
  ],
  ['V20', subjectOf(energy(340), { meter: { ...homeMeter, active: false } }), 340],
  ['V20', subjectOf(energy(10), { meter: { ...homeMeter, active: false } }), undefined],
  [
    'V21',
    subjectOf(home, {
      meter: { ...wholeKilowattHours, registerDigits: 6 },
      registers: { start: 120e6, end: 119e6 },
    }),
    999e6,
  ],
  [
    'V21',
    subjectOf(home, {
      meter: { ...wholeKilowattHours, registerDigits: 6 },
      registers: { start: 999_950e3, end: 120e3 },
    }),
    undefined,
  ],
  [
    'V22',
    subjectOf(home, {
      meter: { ...homeMeter, multiplier: 40 },
      received: receivedWith(home, { multiplier: 60 }),
    }),
    60,
  ],
  ['V23', subjectOf(energy(1002), { points: { check: energy(1015) } }), 1.297],
  ['V23', subjectOf(energy(1002), { points: { check: energy(1010) } }), undefined],
  [
    'V24',
    subjectOf(
      { ...energy(600), obis: obisCodes.activeEnergyExport },
      { points: { production: energy(550) } },
    ),
    600,
  ],
  ['V24', subjectOf(home, { points: { feeder: { in: 1000, out: 900, loss: 30 } } }), 7],
  ['V24', subjectOf(home, { points: { feeder: { in: 1000, out: 930, loss: 30 } } }), undefined],
  ['V24', bothWays(quality.estimated), 1],
  ['V24', bothWays(quality.valid), undefined],
  [
    'V25',
    subjectOf(
      dayWith(
        replaced(
          homeDay(),
          30,
          Array.from({ length: 8 }, () => 250),
        ),
      ),
    ),
    8,
  ],
  [
    'V25',
    subjectOf(
      dayWith(
        replaced(
          homeDay(),
          30,
          Array.from({ length: 7 }, () => 250),
        ),
      ),
    ),
    undefined,
  ],
  [
    'V26',
    subjectOf(home, { meter: { ...homeMeter, channels: [home.obis, obisCodes.activeEnergyExport] } }),
    1,
  ],
  ['V26', subjectOf(home), undefined],
  ['V27', subjectOf(withGap(4, 5), { history: { ...month(9000), estimatedDays: 6 } }), 7],
  ['V27', subjectOf(withGap(4, 5), { history: { ...month(9000), estimatedDays: 5 } }), undefined],
  ['V28', subjectOf(home, { log: { ...log, tampers: [span(home, '03:05', '03:06')] } }), 1],
  ['V29', subjectOf(home, { received: receivedWith(home, { at: home.end + 90_000 }) }), 25],
  ['V29', subjectOf(home, { received: receivedWith(home) }), undefined],
]

function withGap(from: number, to: number) {
  return dayWith(home.values.map((value, i) => (i >= from && i < to ? null : value)))
}

function doubled(second: number) {
  const at = home.start + 8 * 3600
  return receivedWith(home, {
    rows: [
      { time: at, seconds: 900, value: 70 },
      { time: at, seconds: 900, value: second },
    ],
  })
}

function reactive(varh: number) {
  return new Map([[obisCodes.reactiveEnergyImport as string, energy(varh)]])
}

function bothWays(code: number): Subject {
  const day = { ...home, quality: home.quality.map((own, i) => (i === 50 ? code : own)) }
  return subjectOf(day, { siblings: new Map([[obisCodes.activeEnergyExport as string, home]]) })
}

describe('each rule has days that it finds, and days that it passes', () => {
  test.each(cases)('%s, day %#', (id, subject, measured) => {
    const { findings, failed } = judge(subject)
    const found = findings.filter(({ rule }) => rule === id)
    expect(failed).toEqual([])
    if (measured === undefined) expect(found).toEqual([])
    else expect(found[0]?.measured).toBeCloseTo(measured, 1)
  })

  test('and none is left out', () => {
    const failing = new Set(cases.filter(([, , measured]) => measured !== undefined).map(([id]) => id))
    expect([...failing].sort()).toEqual(rules.map(({ id }) => id).sort())
  })

  test('the home they start from passes all of them', () => {
    expect(judge(subjectOf(home, { received: receivedWith(home) })).findings).toEqual([])
  })
})

test('rules stand by number, and their defaults within their bounds', () => {
  const ids = rules.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { parameters } of rules) {
    for (const { default: value, minimum, maximum } of Object.values(parameters)) {
      expect(value).toBeGreaterThanOrEqual(minimum)
      expect(value).toBeLessThanOrEqual(maximum)
    }
  }
})
