import { expect, test } from 'vitest'
import { createLine, type Line } from '../line/line.ts'
import { planDistrict } from './plan-district.ts'

/** SNR at which a link is good for most frames, dB. */
const usableSnr = 8
function atTwo() {
  return 2
}

/** How many places are first reached after 1, 2, … hops from a place. */
function reachedByHops(line: Line, from: string): number[] {
  const reached = new Set([from])
  const counts: number[] = []
  for (let front = [from]; front.length > 0; ) {
    const usable = front.flatMap(place => line.audible(place).filter(({ snr }) => snr >= usableSnr))
    const next = new Set(usable.map(({ place }) => place).filter(place => !reached.has(place)))
    for (const place of next) reached.add(place)
    if (next.size > 0) counts.push(next.size)
    front = [...next]
  }
  return counts
}

const districts = [1, 2, 3, 4].flatMap(hops => [1, 2, 3].map(seed => ({ hops, seed })))

test.each(districts)(
  '84 meters planned for $hops hops are so far away at night (seed $seed)',
  ({ hops, seed }) => {
    const plan = planDistrict({ meters: 84, hops, seed })
    const counts = reachedByHops(createLine(plan, seed, { localHour: atTwo }), 'S1')
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(84)
    expect(counts.length).toBeGreaterThanOrEqual(hops)
    // A few homes at the end may be one hop farther away than planned.
    expect(counts.slice(hops).reduce((sum, count) => sum + count, 0)).toBeLessThan(9)
    expect(Math.min(...counts.slice(0, hops))).toBeGreaterThan(4)
  },
)

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
