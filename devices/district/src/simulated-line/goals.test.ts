import { planDistrict } from '@ferraris/power-line'
import { expect, test } from 'vitest'
import { simulateLine } from './simulate-line.ts'
import { SimulatedLine } from './simulated-line.ts'

const hourMs = 3_600_000
/** Minutes of a processor: `FERRARIS_LONG=1 npx vitest run devices/district/src/simulated-line/goals.test.ts`. */
const isLong = process.env.FERRARIS_LONG === '1'

function reportOf([meters, hops, loss, seed]: readonly [number, number, number, number], hours: number) {
  return simulateLine({ plan: planDistrict({ meters, hops, seed }), seed, loss, hours }).report
}

test('84 meters over six hops, with a fifth of the frames lost, are all found and read, and their news come within a minute', () => {
  const { discoveryMinutes, completeness, metersByHops, alarmSeconds } = reportOf([84, 6, 0.2, 1], 9)
  expect(discoveryMinutes).toBeLessThan(20)
  expect(metersByHops.length).toBeGreaterThanOrEqual(5)
  expect(completeness.firstPass).toBeGreaterThanOrEqual(0.95)
  expect(completeness.endOfNight).toBeGreaterThanOrEqual(0.99)
  expect(alarmSeconds.p95).toBeLessThan(60)
})

test.runIf(isLong)('… for three days of three seeds', () => {
  for (const seed of [1, 2, 3]) {
    const { completeness } = reportOf([84, 6, 0.2, seed], 72)
    expect(completeness.final, `seed ${seed}`).toBeGreaterThanOrEqual(0.99)
  }
})

test.runIf(isLong)('200 meters over seven hops are found within an hour', () => {
  for (const seed of [1, 2, 3]) {
    const { discoveryMinutes, completeness } = reportOf([200, 7, 0.05, seed], 24)
    expect(discoveryMinutes, `seed ${seed}`).toBeLessThanOrEqual(60)
    expect(completeness.final, `seed ${seed}`).toBeGreaterThanOrEqual(0.999)
  }
})

test.runIf(isLong)(
  '… and a path among them is repaired within a quarter of an hour after its repeater was lost',
  () => {
    const plan = planDistrict({ meters: 200, hops: 7, seed: 1 })
    const line = new SimulatedLine({ plan, seed: 1, loss: 0.05 })
    line.run(line.line.now + 14 * hourMs)
    const routes = line.concentrator.neighbours()
    const through = (aca: string) => routes.filter(({ route }) => route.includes(aca))
    const [lost] = line.meters
      .map(({ adoption, station }) => ({ station, behind: through(adoption.aca) }))
      .toSorted((a, b) => b.behind.length - a.behind.length)
    lost?.station.detach()
    const lostAt = line.line.now
    line.run(lostAt + hourMs / 4)
    const heardAt = new Map(line.concentrator.neighbours().map(({ aca, lastHeard }) => [aca, lastHeard]))
    expect(lost?.behind.length).toBeGreaterThan(10)
    for (const { aca } of lost?.behind ?? []) expect(heardAt.get(aca), aca).toBeGreaterThan(lostAt)
  },
)

test.runIf(isLong)('500 meters over five hops are read in a night', () => {
  const { completeness } = reportOf([500, 5, 0.05, 1], 24)
  expect(completeness.firstPass).toBeGreaterThanOrEqual(0.976)
  expect(completeness.endOfNight).toBeGreaterThanOrEqual(0.99)
})

test.runIf(isLong)('84 meters over three hops are found and read as fast as ever', () => {
  const { discoveryMinutes, completeness } = reportOf([84, 3, 0.05, 1], 24)
  expect(discoveryMinutes).toBeLessThanOrEqual(8.1)
  expect(completeness.firstPass).toBeGreaterThanOrEqual(0.976)
})
