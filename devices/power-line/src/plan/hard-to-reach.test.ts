import { expect, test } from 'vitest'
import { everyHome, hardToReach } from './hard-to-reach.ts'
import { LinkQuality } from './link-quality.ts'
import { planDistrict } from './plan-district.ts'

test('homes that are hard to reach are so by their place on the line, and the others stay as they are', () => {
  const plan = planDistrict({ meters: 60, hops: 3, seed: 4 })
  const hopeless = everyHome(plan, 30)
  const weak = everyHome(plan, 15).filter(id => !hopeless.includes(id))
  const hard = hardToReach(plan, 4, { weak, hopeless })
  expect([weak, hopeless].map(({ length }) => length)).toEqual([2, 2])
  const quality = new LinkQuality(hard, 4)
  const best = (home: string, hour: number) =>
    Math.max(Number.NEGATIVE_INFINITY, ...quality.linksOf(home, hour).map(({ snr }) => snr))
  for (const home of weak) {
    expect(best(home, 20)).toBeCloseTo(1, 0)
    expect(best(home, 3)).toBeGreaterThan(4)
  }
  for (const home of hopeless) expect(best(home, 3)).toBeLessThan(-6)
  const untouched = ({ id }: { id: string }) => ![...weak, ...hopeless].includes(id)
  expect(hard.homes.filter(untouched)).toEqual(plan.homes.filter(untouched))
})
