import type { DeviceTestCase } from '../device-test-case.ts'
import { overloadFrame, powerFrame } from '../frames.ts'

const clause = 'CEI TS 13-83; monitoring of Chain 2, functional tests'

/** Day 1: a meter sends each message a few times. */
export const replicaCases: readonly DeviceTestCase[] = [
  {
    id: 'replicas.counted-once',
    title: 'A message that comes three times is counted once',
    clause,
    async run(bench) {
      await bench.mustCount({ instPower: 1 }, async () => {
        const apdu = await bench.send(powerFrame(bench.moment(bench.day(1))))
        await bench.sendOctets(apdu)
        await bench.sendOctets(apdu)
      })
    },
  },
  {
    id: 'replicas.between-others',
    title: 'Replicas that come between those of another message are counted once',
    clause,
    async run(bench) {
      await bench.mustCount({ instPower: 1, alerts: 1 }, async () => {
        const one = await bench.send(powerFrame(bench.moment(bench.day(1))))
        const other = await bench.send(overloadFrame(bench.moment(bench.day(1))))
        for (const apdu of [one, other, one, other]) await bench.sendOctets(apdu)
      })
    },
  },
  {
    id: 'replicas.same-values-are-two',
    title: 'Two messages with the same values are counted as two',
    clause,
    async run(bench) {
      const frame = powerFrame(bench.moment(bench.day(1)))
      await bench.mustCount({ instPower: 2 }, async () => {
        await bench.send(frame)
        await bench.send(frame)
      })
    },
  },
]
