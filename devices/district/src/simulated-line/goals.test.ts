import { planDistrict } from '@ferraris/power-line'
import { expect, test } from 'vitest'
import { simulateLine } from './simulate-line.ts'

/** Minutes of a processor: `FERRARIS_LONG=1 npx vitest run devices/district/src/simulated-line/goals.test.ts`. */
const isLong = process.env.FERRARIS_LONG === '1'

function reportOf([meters, hops, loss, seed]: readonly [number, number, number, number], hours: number) {
  return simulateLine({ plan: planDistrict({ meters, hops, seed }), seed, loss, hours }).report
}

test('84 meters over six hops, with a fifth of the frames lost, are all found and read', () => {
  const { discoveryMinutes, completeness, metersByHops } = reportOf([84, 6, 0.2, 1], 9)
  expect(discoveryMinutes).toBeLessThan(20)
  expect(metersByHops.length).toBeGreaterThanOrEqual(5)
  expect(completeness.firstPass).toBeGreaterThanOrEqual(0.95)
  expect(completeness.endOfNight).toBeGreaterThanOrEqual(0.99)
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
