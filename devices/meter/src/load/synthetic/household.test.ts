import { describe, expect, test } from 'vitest'
import { civilDay } from '../../calendar/civil-day.ts'
import { syntheticHousehold } from './household.ts'

function sum(values: Int32Array) {
  return values.reduce((a, b) => a + b, 0)
}
const homes = Array.from({ length: 80 }, (_, index) => syntheticHousehold(7, index))
function yearOf(index: number) {
  return Array.from({ length: 365 }, (_, i) => homes[index]!.day(civilDay(2026, 1, 1) + i))
}
const panels = homes.flatMap((home, index) =>
  sum(home.day(civilDay(2026, 6, 21)).export) > 0 ? [index] : [],
)

describe('a synthetic household', () => {
  test('lives the same day again, also in another order and in another object', () => {
    const day = civilDay(2026, 5, 17)
    const first = homes[3]!.day(day)
    homes[3]!.day(day + 1)
    expect(syntheticHousehold(7, 3).day(day)).toEqual(first)
    expect(homes[4]!.day(day)).not.toEqual(first)
  })

  test('uses a believable energy in a year', () => {
    const uses = homes.map((_, index) => yearOf(index).reduce((kWh, day) => kWh + sum(day.import) / 1000, 0))
    const mean = uses.reduce((a, b) => a + b) / uses.length
    expect(Math.min(...uses)).toBeGreaterThan(400)
    expect(Math.max(...uses)).toBeLessThan(15_000)
    expect(mean).toBeGreaterThan(1800)
    expect(mean).toBeLessThan(4500)
  })

  test('never has a negative energy, nor draws for long what the limiter does not let pass', () => {
    homes.slice(0, 20).forEach((home, index) => {
      for (const { import: drawn, export: fed, reactiveImport, reactiveExport } of yearOf(index)) {
        for (const values of [drawn, fed, reactiveImport, reactiveExport])
          expect(Math.min(...values)).toBe(Math.max(0, Math.min(...values)))
        expect(Math.max(...drawn) * 4).toBeLessThanOrEqual((home.contractedPower * 4) / 3 + 4)
      }
    })
  })

  test('peaks where its appliances let it, not all at the limit of the contract', () => {
    const peaks = homes.map(
      ({ contractedPower }, index) =>
        (4 * Math.max(...yearOf(index).map(({ import: wh }) => Math.max(...wh)))) / contractedPower,
    )
    const atLimit = (limit: number) => peaks.filter(peak => Math.abs(peak - limit) < 0.005).length
    expect(atLimit(1.1)).toBeLessThan(homes.length / 20)
    expect(atLimit(4 / 3)).toBeLessThan(homes.length / 10)
  })

  test('trips some times where it draws too much, and is dark for the rest of that quarter', () => {
    const trips = homes.map((_, index) =>
      yearOf(index).flatMap(day => (day.trips ?? []).map(at => [day, at] as const)),
    )
    const some = trips.filter(its => its.length > 0).length
    expect(some).toBeGreaterThan(homes.length / 5)
    expect(some).toBeLessThan(homes.length * 0.7)
    for (const [day, at] of trips.flat()) expect(day.import[at]!).toBeLessThan(400)
  })

  test('has panels in about a quarter of the homes, which feed in by day and in summer', () => {
    expect(panels.length).toBeGreaterThan(10)
    expect(panels.length).toBeLessThan(32)
    const fed = (index: number, month: number) =>
      Array.from({ length: 28 }, (_, i) =>
        sum(homes[index]!.day(civilDay(2026, month, 1 + i)).export),
      ).reduce((a, b) => a + b)
    expect(fed(panels[0]!, 6)).toBeGreaterThan(2 * fed(panels[0]!, 12))
    const june = homes[panels[0]!]!.day(civilDay(2026, 6, 21))
    expect(sum(june.export.slice(0, 16)) + sum(june.export.slice(88))).toBe(0)
  })

  test('rarely draws and feeds in within the same quarter hour', () => {
    const both = yearOf(panels[0]!).reduce(
      (count, day) => count + day.import.filter((wh, quarter) => wh > 0 && day.export[quarter]! > 0).length,
      0,
    )
    expect(both).toBeGreaterThan(0)
    expect(both).toBeLessThan(0.15 * 365 * 96)
  })

  test('needs more light in December than in June', () => {
    const evening = (month: number) =>
      homes.reduce((wh, home) => {
        for (let i = 1; i <= 14; i++) wh += sum(home.day(civilDay(2026, month, i)).import.slice(68, 72))
        return wh
      }, 0)
    expect(evening(12)).toBeGreaterThan(1.1 * evening(6))
  })
})
