import { planDistrict } from '@ferraris/power-line'
import { expect, test } from 'vitest'
import { simulateLine } from './simulate-line.ts'
import { SimulatedLine } from './simulated-line.ts'

const hourMs = 3_600_000
const small = { plan: planDistrict({ meters: 24, hops: 2, seed: 3 }), seed: 3, loss: 0.05 }

test('84 meters over three hops, with 5 % of the frames lost, find each other in half an hour and are read by the morning', {
  timeout: 240_000,
}, () => {
  const plan = planDistrict({ meters: 84, hops: 3, seed: 1 })
  const { report } = simulateLine({ plan, seed: 1, loss: 0.05, hours: 24 })
  expect(report.discoveryMinutes).toBeLessThan(30)
  expect(report.metersByHops.reduce((sum, count) => sum + count)).toBe(84)
  expect(report.metersByHops.length).toBeGreaterThanOrEqual(3)
  expect(report.completeness.firstPass).toBeGreaterThanOrEqual(0.9)
  expect(report.completeness.endOfNight).toBeGreaterThanOrEqual(0.99)
  expect(report.completeness.final).toBeGreaterThanOrEqual(0.999)
  expect(report.onDemandSeconds.p50).toBeLessThan(10)
  expect(report.onDemandSeconds.p95).toBeLessThan(60)
  expect(report.onDemandFailed).toBe(0)
  expect(report.alarmSeconds.p95).toBeLessThan(60)
  expect(report.alarmsMissing).toBe(0)
})

test('the same seed gives the same night', () => {
  const run = (seed: number) => simulateLine({ ...small, seed, hours: 3 }).report
  const report = run(3)
  expect(report.frames).toBeGreaterThan(500)
  expect(run(3)).toEqual(report)
  expect(run(4)).not.toEqual(report)
})

test('what the head-end has is what the meters have counted', () => {
  const { line } = simulateLine({ ...small, hours: 6 })
  const { start, end } = line.day
  for (const meter of line.meters) {
    const { values } = meter.meter.store.loadProfile.range(start, end, line.line.now / 1000)
    const counted = Array.from({ length: 96 }, (_, i) => values[0][i + 1]! - values[0][i]!)
    expect(line.increments(meter)).toEqual(counted)
  }
})

test('a cut cable costs the homes behind it only, and they are read when it is mended', () => {
  const line = new SimulatedLine(small)
  const midnight = line.day.end * 1000
  line.run(midnight - hourMs / 4)
  expect(line.hops().size).toBe(24)
  line.line.switchSection('S1.F1.B3-in', 'cut')
  const cutOff = line.meters.filter(({ home }) => !line.line.supplied(home)).length
  expect(cutOff).toBeGreaterThan(5)
  expect(cutOff).toBeLessThan(20)
  line.run(midnight + 2 * hourMs)
  expect(line.completeness()).toBeCloseTo((24 - cutOff) / 24, 6)
  line.line.switchSection('S1.F1.B3-in', 'closed')
  line.run(midnight + 6 * hourMs)
  expect(line.completeness()).toBe(1)
})

test('when repeaters die, the others find ways around them', () => {
  const line = new SimulatedLine(small)
  const midnight = line.day.end * 1000
  line.run(midnight - hourMs / 4)
  const repeating = new Set(line.concentrator.neighbours().flatMap(({ route }) => route))
  expect(repeating.size).toBeGreaterThan(1)
  const dead = line.meters.filter(({ adoption }) => repeating.has(adoption.aca)).slice(0, 1)
  for (const { station } of dead) station.detach()
  line.run(midnight + 6 * hourMs)
  for (const meter of line.meters) {
    expect(line.increments(meter) === undefined, meter.home).toBe(dead.includes(meter))
  }
})

test('a night of noise on a feeder is made good by day', () => {
  const line = new SimulatedLine(small)
  const midnight = line.day.end * 1000
  line.run(midnight - hourMs / 4)
  const silence = line.line.addNoise({ at: 'S1', level: 120 })
  line.run(midnight + 3 * hourMs)
  expect(line.completeness()).toBeLessThan(0.5)
  silence()
  line.run(midnight + 8 * hourMs)
  expect(line.completeness()).toBe(1)
})
