import { must, needs } from '../../verdict.ts'
import type { DeviceBench } from '../bench.ts'
import type { DeviceTestCase } from '../device-test-case.ts'
import { overloadFrame, powerFrame } from '../frames.ts'
import { minus, sumsOf, told } from '../tally.ts'

const clause = 'Monitoring of Chain 2, functional tests: loss of supply'

async function cut({ subject }: DeviceBench): Promise<void> {
  needs(subject.powerCut !== undefined, 'the supply of the device cannot be switched')
  await subject.powerCut()
}

/** Day 1 in the programme; last here, because they make the day void. */
export const supplyCases: readonly DeviceTestCase[] = [
  {
    id: 'supply.marks-the-day',
    title: 'A day on which the device lost its supply is marked, and no other',
    clause,
    async run(bench) {
      await bench.counted(() => bench.send(powerFrame(bench.moment(bench.today))))
      const before = await bench.subject.counters('M1')
      await cut(bench)
      const after = await bench.subject.counters('M1')
      const today = after.find(({ day }) => day === bench.today)
      must(today?.powerLoss === true, `${bench.today} is not marked`)
      const others = after.filter(
        ({ day, powerLoss }) =>
          day !== bench.today && powerLoss && !before.some(one => one.day === day && one.powerLoss),
      )
      must(others.length === 0, `${others[0]?.day} is marked, too`)
    },
  },
  {
    id: 'supply.keeps-counters',
    title: 'Counters survive the loss of supply',
    clause,
    async run(bench) {
      await bench.counted(() => bench.send(powerFrame(bench.moment(bench.day(1)))))
      const before = sumsOf(await bench.subject.counters('M1'))
      await cut(bench)
      const after = sumsOf(await bench.subject.counters('M1'))
      must(told(minus(after, before)) === 'nothing', `${told(before)} before, ${told(after)} after`)
    },
  },
  {
    id: 'supply.keeps-replay-protection',
    title: 'What was received before the loss of supply is not counted again after it',
    clause,
    async run(bench) {
      const apdu = bench.meter().seal(overloadFrame(bench.moment(bench.day(1))))
      await bench.counted(() => bench.sendOctets(apdu))
      await cut(bench)
      await bench.mustCount({}, () => bench.sendOctets(apdu))
    },
  },
  {
    id: 'supply.receives-again',
    title: 'Frames are received after the loss of supply',
    clause,
    async run(bench) {
      await cut(bench)
      await bench.mustCount({ alerts: 1 }, () => bench.send(overloadFrame(bench.moment(bench.day(1)))))
    },
  },
]
