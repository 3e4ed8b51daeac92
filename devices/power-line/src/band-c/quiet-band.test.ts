import { expect, test } from 'vitest'
import { createLine } from '../line/line.ts'
import type { DistrictPlan } from '../plan/plan.ts'
import { randomFrom } from '../simulation/random.ts'
import { QuietBand } from './quiet-band.ts'
import { bandCSender } from './sender.ts'

const octets = 65
const frames = 600

/** A meter and a device so far from it, over a long cable, that some of the frames are lost. */
function plan(metres: number): DistrictPlan {
  return {
    name: 'pair',
    band: 'cenelec-c',
    substations: ['S1'],
    sections: [{ id: 'S1-A', from: 'S1', to: 'A', metres: 40, cable: 'underground' }],
    homes: [
      { id: 'meter', box: 'A', phases: [1], metres: 10 },
      { id: 'device', box: 'A', phases: [2], metres, appliances: ['led-lamps', 'dimmer'] },
    ],
  }
}

function onLine(given: DistrictPlan, hour: number): number {
  const line = createLine(given, 5, { localHour: () => hour })
  let received = 0
  const psdu = new Uint8Array(octets).fill(0x55).fill(octets - 1, 0, 1)
  line.attach('device', {
    heard: heard => {
      if (heard.every((octet, i) => octet === psdu[i])) received++
    },
    sent() {},
    wake() {},
  })
  const sender = bandCSender(line, 'meter', randomFrom(1))
  let left = frames
  const next = (): void => {
    if (left-- > 0) sender.offer(psdu, next)
  }
  next()
  line.run(frames * 1000)
  return received
}

test.each([
  [100, 3],
  [300, 20],
  [380, 20],
  [430, 20],
])('uc CH2-11 over %d m at hour %d as many frames arrive as on a line of stations', (metres, hour) => {
  const link = new QuietBand(plan(metres), 5).link('meter', 'device')
  const random = randomFrom(9)
  let received = 0
  for (let i = 0; i < frames; i++) if (link.receives(octets, hour, random)) received++
  const expected = onLine(plan(metres), hour)
  // Five standard deviations of the difference of two counts.
  const share = (received + expected) / (2 * frames)
  expect(Math.abs(received - expected)).toBeLessThanOrEqual(
    5 * Math.sqrt(2 * frames * share * (1 - share)) + 1,
  )
})

test('a place that the plan does not have is refused', () => {
  expect(() => new QuietBand(plan(10), 1).link('meter', 'attic')).toThrow('the place attic')
})
