import { zone } from '@ferraris/cosem'
import { secondsPerDay, secondsPerHour } from '@ferraris/metering'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { civilDay } from '../calendar/civil-day.ts'
import { LocalCalendar } from '../calendar/local-day.ts'
import { syntheticHousehold } from '../load/synthetic/household.ts'
import { at, monday, programmedMeter } from '../programmed-meter.fixture.ts'

const calendar = new LocalCalendar(zone('Europe/Rome'))
const summer = calendar.of(civilDay(2026, 9, 10)).start

function store(index: number, phases: 1 | 3 = 1) {
  return programmedMeter({ load: syntheticHousehold(1, index), seed: index, phases }).meter.store
}

test('the apparent power of each second is the root of the squares of active and reactive power, to rounding', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 50 * secondsPerDay }),
      fc.constantFrom(1 as const, 3 as const),
      (index, second, phases) => {
        const found = store(index, phases).sample(summer + second)
        const active = found.import - found.export
        const reactive = found.reactiveImport - found.reactiveExport
        const volume = found.apparentImport + found.apparentExport
        expect(Math.abs(volume - Math.sqrt(active ** 2 + reactive ** 2))).toBeLessThanOrEqual(0.5)
        expect(found.apparentImport === 0 || found.apparentExport === 0).toBe(true)
        if (active !== 0) expect(found.apparentImport > 0).toBe(active > 0)
        if (volume > 0)
          expect(Math.abs(found.powerFactor / 1000 - Math.abs(active) / volume)).toBeLessThan(
            0.01 + 1 / volume,
          )
      },
    ),
    { numRuns: 300 },
  )
})

test.each([7, 8, 12, 23, 31])('apparent energy is the sum of the seconds of a day (home %i)', index => {
  const meter = store(index)
  const [from, to] = [summer, summer + secondsPerDay]
  let [drawn, fed] = [0, 0]
  for (let second = from; second < to; second++) {
    const { apparentImport, apparentExport } = meter.sample(second)
    drawn += apparentImport
    fed += apparentExport
  }
  const [before, after] = [meter.apparentEnergy(from), meter.apparentEnergy(to)]
  for (const [way, seconds] of [drawn, fed].entries()) {
    const counted = after[way]! - before[way]!
    expect(Math.abs(counted - seconds / secondsPerHour)).toBeLessThan(1 + counted * 2e-4)
  }
})

test('apparent energy never falls, never lies below active energy, and stands still without supply', () => {
  const { meter } = programmedMeter({ load: syntheticHousehold(1, 12) })
  const noon = at(monday, 12)
  const active = (instant: number) => meter.store.registers(instant)[0]!
  let before = meter.store.apparentEnergy(noon - secondsPerDay)[0]
  for (let instant = noon - secondsPerDay; instant <= noon; instant += 1777) {
    const now = meter.store.apparentEnergy(instant)[0]
    expect(now).toBeGreaterThanOrEqual(before)
    before = now
  }
  expect(
    meter.store.apparentEnergy(noon)[0] - meter.store.apparentEnergy(noon - secondsPerDay)[0] + 1,
  ).toBeGreaterThanOrEqual(active(noon) - active(noon - secondsPerDay))
  const later = meter.store.apparentEnergy(noon + 7200)[0]
  meter.harm({ kind: 'outage', from: noon + 100, until: noon + 3700 })
  const [dead, back] = [meter.store.apparentEnergy(noon + 100)[0], meter.store.apparentEnergy(noon + 3700)[0]]
  expect(back).toBe(dead)
  expect(meter.store.apparentEnergy(noon + 7200)[0]).toBeLessThan(later)
})
