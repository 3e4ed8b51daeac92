import { planDistrict } from '@ferraris/power-line'
import { expect, test } from 'vitest'
import { SimulatedLine } from './simulated-line.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

test('200 orders to a meter behind a cut cable cost no other meter anything, and it is read when the cable is whole', () => {
  const plan = planDistrict({ meters: 24, hops: 2, seed: 3 })
  const line = new SimulatedLine({ plan, seed: 3, loss: 0.05 })
  line.run(line.line.now + hourMs / 2)
  expect(line.hops().size).toBe(24)
  line.line.switchSection('S1.F1.B3-in', 'cut')
  const lost = line.meters.find(({ home }) => !line.line.supplied(home))!
  const other = line.meters.find(({ home }) => line.line.supplied(home))!
  for (let order = 0; order < 200; order++) {
    line.readNow(lost)
    line.run(line.line.now + 11 * minuteMs)
  }
  expect(line.onDemand).toEqual({ durations: [], failed: 200 })
  line.readNow(other)
  line.line.switchSection('S1.F1.B3-in', 'closed')
  line.run(line.line.now + 3 * hourMs)
  line.readNow(lost)
  line.run(line.line.now + minuteMs)
  expect(line.onDemand.durations).toHaveLength(2)
  // By now the day after the first is over: all meters have been read, that one too.
  expect(line.completeness(line.day.day + 1)).toBe(1)
})
