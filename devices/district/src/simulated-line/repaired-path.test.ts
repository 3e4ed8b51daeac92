import { planDistrict } from '@ferraris/power-line'
import { expect, test } from 'vitest'
import { SimulatedLine } from './simulated-line.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

test('when the busiest repeater dies, those behind it are heard over others within a quarter of an hour', () => {
  const plan = planDistrict({ meters: 84, hops: 4, seed: 1 })
  const line = new SimulatedLine({ plan, seed: 1, loss: 0.05 })
  line.run(line.line.now + 14 * hourMs)
  const neighbours = line.concentrator.neighbours()
  const behind = (aca: string) => neighbours.filter(({ route }) => route.includes(aca))
  const [dead] = line.meters
    .map(({ adoption, station }) => ({ station, behind: behind(adoption.aca) }))
    .toSorted((a, b) => b.behind.length - a.behind.length)
  expect(dead!.behind.length).toBeGreaterThan(4)
  dead!.station.detach()
  const diedAt = line.line.now
  line.run(diedAt + 15 * minuteMs)
  const heard = new Map(line.concentrator.neighbours().map(({ aca, lastHeard }) => [aca, lastHeard]))
  for (const { aca } of dead!.behind) expect(heard.get(aca), aca).toBeGreaterThan(diedAt)
})
