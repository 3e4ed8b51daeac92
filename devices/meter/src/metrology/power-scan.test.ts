import { zone } from '@ferraris/cosem'
import { expect, test } from 'vitest'
import { civilDay } from '../calendar/civil-day.ts'
import { LocalCalendar } from '../calendar/local-day.ts'
import { syntheticHousehold } from '../load/synthetic/household.ts'
import { inMemory } from '../store/memory/non-volatile.ts'
import { MeterStore } from '../store/meter-store.ts'
import { CurveCache } from './curve-cache.ts'
import { TariffCalendar } from './tariff-calendar.ts'
import { italianBands } from './tariff-plan.ts'

const calendar = new LocalCalendar(zone('Europe/Rome'))
const { start } = calendar.of(civilDay(2026, 11, 9))

function store(seed: number): MeterStore {
  return new MeterStore(
    {
      serial: 'FER00000001',
      load: syntheticHousehold(seed, 7),
      seed,
      phases: 1,
      origin: civilDay(2026, 11, 1),
      depthDays: 60,
      memory: inMemory(),
    },
    { calendar, tariffs: new TariffCalendar(italianBands), curves: new CurveCache() },
  )
}

test('the first second out of a range is the one that a look at each second finds', () => {
  for (const seed of [1, 2, 3]) {
    const meter = store(seed)
    for (const [low, high] of [
      [0, 400],
      [200, 1500],
      [0, 100_000],
    ] as const) {
      let expected: number | undefined
      for (let at = start + 5; at <= start + 20_000 && expected === undefined; at++) {
        const power = meter.importPower(at)
        if (power < low || power > high) expected = at
      }
      expect(meter.power.firstOutside(0, { low, high }, start + 4, start + 20_000)).toBe(expected)
    }
  }
})

test('a load that is switched on is found to the second, counted, and gone when it is switched off', () => {
  const meter = store(1)
  const before = meter.importPower(start + 3333)
  const untouched = meter.registers(start + 7200)[0]!
  meter.harms.begin({ kind: 'extra-load', from: start + 3333, until: start + 3333 + 1800, level: 25_000 })
  expect(meter.importPower(start + 3332)).toBeLessThan(25_000)
  expect(meter.importPower(start + 3333)).toBe(before + 25_000)
  expect(meter.sample(start + 3333).import).toBe(before + 25_000)
  expect(meter.power.firstOutside(0, { low: 0, high: 24_999 }, start, start + 7200)).toBe(start + 3333)
  expect(meter.registers(start + 7200)[0]! - untouched).toBeGreaterThanOrEqual(12_497)
  expect(meter.registers(start + 7200)[0]! - untouched).toBeLessThanOrEqual(12_500)
})

test('the highest second of a day is the highest of all of them', () => {
  const meter = store(2)
  let highest = { power: 0, at: start }
  for (let at = start; at < start + 86_400; at++) {
    const power = meter.importPower(at)
    if (power > highest.power) highest = { power, at }
  }
  const found = meter.power.highest(0, start, start + 86_400)
  expect(found.power).toBe(highest.power)
  expect(meter.importPower(found.at)).toBe(highest.power)
})
