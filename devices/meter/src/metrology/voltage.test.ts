import { expect, test } from 'vitest'
import { civilDay } from '../calendar/civil-day.ts'
import { fraction } from '../load/chance.ts'
import type { Feeder } from '../load/load-source.ts'
import { calendar } from '../programmed-meter.fixture.ts'
import { meanVoltage, type SupplyPoint, voltageAt, voltageBounds } from './voltage.ts'

const day = civilDay(2026, 11, 20)
const local = calendar.of(day)
const noon = 48

/** A line whose mean home draws so much, W; less than nothing while it feeds in. */
function feederWith(load: number): Feeder {
  const quarters = new Float64Array(96).fill(load)
  return { seed: 7, voltsPerKilowatt: 12, serviceVoltsPerKilowatt: 1.3, mean: () => quarters }
}

/** Places on a line from its transformer to its end. */
const places = Array.from({ length: 40 }, (_, seed) => seed).sort((a, b) => fraction(a, 0) - fraction(b, 0))
function along(load: number, watts = 0): number[] {
  const feeder = feederWith(load)
  return places.map(seed => meanVoltage({ feeder, seed }, local, noon, 0, watts))
}
function rising(a: number, b: number): number {
  return a - b
}

test('the voltage falls along a line that draws, rises along one that feeds in, and is the same everywhere on one without load', () => {
  const drawing = along(2000)
  expect(drawing).toEqual([...drawing].sort(rising).reverse())
  // 12 V a kW over nine tenths of the line, but for what phases differ by.
  expect(at(drawing, 0) - at(drawing, -1)).toBeGreaterThan(0.7 * 2 * 12)
  const feeding = along(-2000)
  expect(feeding).toEqual([...feeding].sort(rising))
  expect(new Set(along(0)).size).toBe(1)
})

test('what a home draws by itself is lost on its own service line, wherever it hangs', () => {
  const [own, none] = [along(1000, 3000), along(1000)]
  for (const [i, voltage] of own.entries()) expect(at(none, i) - voltage).toBeCloseTo(3 * 1.3, 6)
})

test('the voltage of a second is that of its quarter but for what neighbours switch, and within the bounds of the line', () => {
  const feeder = feederWith(1500)
  const [least, most] = voltageBounds(feeder, -1500, 1500, 2000)
  for (const seed of places) {
    const point: SupplyPoint = { feeder, seed }
    const mean = meanVoltage(point, local, noon, 0, 2000)
    expect(mean).toBeGreaterThanOrEqual(least)
    expect(mean).toBeLessThanOrEqual(most)
    const second = voltageAt(point, local, local.start + noon * 900 + 300, 0, 2000)
    expect(Math.abs(second - mean)).toBeLessThanOrEqual(0.3)
  }
})

test('two phases of a line are not loaded alike', () => {
  const point = { feeder: feederWith(2000), seed: at(places, -1) }
  const [one, other] = [0, 1].map(phase => meanVoltage(point, local, noon, phase, 0))
  expect(one).not.toBe(other)
})

function at(values: readonly number[], place: number): number {
  return values.at(place)!
}
