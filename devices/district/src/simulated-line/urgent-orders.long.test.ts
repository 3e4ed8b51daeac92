import { at } from '@ferraris/bytes'
import { msPerHour, msPerMinute, secondsOf } from '@ferraris/metering'
import { planDistrict, randomFrom } from '@ferraris/power-line'
import { expect, test } from 'vitest'
import { SimulatedLine } from './simulated-line.ts'

/** What may pass from an urgent order to its end behind a line as most are. */
const mostSeconds = 51

test('uc UC10-2a behind a line of 84 meters over 3 hops that loses 5 % an urgent order overtakes the orders of an activity', () => {
  const line = new SimulatedLine({
    plan: planDistrict({ meters: 84, hops: 3, seed: 1 }),
    seed: 1,
    loss: 0.05,
  })
  line.run(line.line.now + 2 * msPerHour)
  const { meters } = line
  const random = randomFrom(7)
  let campaigns = 0
  let beside = 0
  for (let order = 0; order < 60; order++) {
    // There is always an activity under way.
    if (line.inCampaigns < meters.length / 4) line.limitAll(3000 + campaigns++)
    const { aca } = at(meters, Math.floor(random() * meters.length)).adoption
    line.orderNow({ kind: 'switch', aca, connected: order % 2 === 1 })
    if (line.inCampaigns > 0) beside++
    line.run(line.line.now + msPerMinute / 2)
  }
  line.run(line.line.now + 10 * msPerMinute)
  const { durations, failed } = line.onDemand
  const inTurn = durations.toSorted((a, b) => a - b)
  expect([beside, durations.length + failed]).toEqual([60, 60])
  expect(failed).toBeLessThan(3)
  expect(campaigns).toBeGreaterThan(2)
  expect(secondsOf(at(inTurn, Math.floor(0.95 * inTurn.length)))).toBeLessThan(mostSeconds)
})
