import { expect, test } from 'vitest'
import { hopsNeeded } from './hops-needed.ts'
import { planDistrict } from './plan-district.ts'

const districts = [2, 3, 5, 7, 9].flatMap(hops => [1, 2, 3].map(seed => ({ hops, seed })))

test.each(districts)(
  '84 meters planned for $hops hops need so many, and no more (seed $seed)',
  ({ hops, seed }) => {
    const needed = hopsNeeded(planDistrict({ meters: 84, hops, seed }), seed)
    expect(needed.size).toBe(84)
    const counts = Array.from({ length: 10 }, (_, i) => [...needed.values()].filter(hop => hop === i).length)
    expect(counts.findLastIndex(count => count > 0)).toBe(hops)
    expect(Math.min(...counts.slice(1, hops))).toBeGreaterThan(3)
  },
)

test('few homes of a loaded busbar are not heard by it themselves', () => {
  for (const seed of [1, 2, 3]) {
    const needed = [...hopsNeeded(planDistrict({ meters: 84, hops: 1, seed }), seed).values()]
    expect(Math.max(...needed)).toBe(2)
    expect(needed.filter(hops => hops > 1).length).toBeLessThan(17)
    expect(Math.max(...hopsNeeded(planDistrict({ meters: 8, hops: 1, seed }), seed).values())).toBe(1)
  }
})

test('a plan follows from its shape and its seed', () => {
  const shape = { meters: 50, hops: 2, seed: 9 }
  expect(planDistrict(shape)).toEqual(planDistrict(shape))
  expect(planDistrict(shape)).not.toEqual(planDistrict({ ...shape, seed: 10 }))
})

test('a plan has as many homes as asked for, on feeders from its substation, on all phases', () => {
  const { homes, sections } = planDistrict({ meters: 1000, hops: 3, seed: 1, substation: 'Rho' })
  expect(homes).toHaveLength(1000)
  expect(sections.filter(({ from }) => from === 'Rho')).toHaveLength(8)
  expect(new Set(homes.flatMap(({ phases }) => phases))).toEqual(new Set([1, 2, 3]))
})

test('a shape that no district can have is refused', () => {
  for (const shape of [{ meters: 0 }, { hops: 0 }, { hops: 10 }, { meters: 1.5 }]) {
    expect(() => planDistrict({ meters: 84, hops: 3, seed: 1, ...shape })).toThrow('is no whole number')
  }
})
