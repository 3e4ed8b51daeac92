import { counterDays, counterNames } from '@ferraris/chain2'
import { addDays } from '@ferraris/cosem'
import { must } from '../../verdict.ts'
import type { DeviceTestCase } from '../device-test-case.ts'
import { outageFrame, overloadFrame, powerFrame, quarterFrame, thresholdFrame } from '../frames.ts'
import { sumsOfDay, told } from '../tally.ts'

const clause = 'Monitoring of Chain 2, daily registers'
const secondsPerQuarter = 900

/** Days 2 and 3: registers by kind, and their profile of sixty days. */
export const counterCases: readonly DeviceTestCase[] = [
  {
    id: 'counters.by-kind',
    title: 'Each kind of message is counted in its own register, others in none',
    clause,
    async run(bench) {
      const moment = () => bench.moment(bench.day(2))
      await bench.mustCount({ instPower: 3, alerts: 2, loadCurve: 1 }, async () => {
        for (let i = 0; i < 3; i++) await bench.send(powerFrame(moment()))
        await bench.send(overloadFrame(moment()))
        await bench.send(thresholdFrame(moment()))
        await bench.send(quarterFrame(moment()))
        await bench.send(outageFrame(moment()))
      })
    },
  },
  {
    id: 'counters.by-day',
    title: 'Messages are counted under the day that they tell of',
    clause,
    async run(bench) {
      const days = [1, 2, 3] as const
      const counted = await bench.counted(async () => {
        for (const day of days)
          for (let i = 0; i < day; i++) await bench.send(overloadFrame(bench.moment(bench.day(day))))
      })
      for (const day of days) {
        const sums = counted.of(bench.day(day))
        must(
          told(sums) === told({ alerts: day }),
          `${bench.day(day)}: counted ${told(sums)}, expected ${told({ alerts: day })}`,
        )
      }
    },
  },
  {
    id: 'counters.midnight',
    title: 'The quarter that ends at midnight is counted under the day that it measures',
    clause,
    async run(bench) {
      const counted = await bench.counted(() => bench.send(quarterFrame(bench.zone.startOfDay(bench.day(3)))))
      const [before, after] = [counted.of(bench.day(2)), counted.of(bench.day(3))]
      must(
        before.loadCurve === 1 && after.loadCurve === 0,
        `counted ${told(before)} before midnight, ${told(after)} after it`,
      )
    },
  },
  {
    id: 'counters.whole-day',
    title: 'Every quarter of a day is counted',
    clause,
    async run(bench) {
      const day = bench.day(3)
      const quarters = bench.zone.quartersOfDay(day)
      const start = bench.zone.startOfDay(day)
      const counted = await bench.counted(async () => {
        for (let i = 1; i <= quarters; i++) await bench.send(quarterFrame(start + i * secondsPerQuarter))
      })
      const { loadCurve } = counted.of(day)
      must(loadCurve === quarters, `${loadCurve} of ${quarters} quarters were counted`)
    },
  },
  {
    id: 'counters.sixty-days',
    title: 'The profile of each register goes back sixty days, and not further',
    clause,
    async run(bench) {
      const days = Array.from({ length: counterDays }, (_, i) => addDays(bench.today, i + 1 - counterDays))
      const before = await bench.subject.counters('M1')
      await bench.counted(async () => {
        for (const day of [addDays(bench.today, -counterDays), ...days])
          await bench.send(overloadFrame(bench.moment(day)))
      })
      const after = await bench.subject.counters('M1')
      const missing = days.filter(day => sumsOfDay(after, day).alerts <= sumsOfDay(before, day).alerts)
      must(missing.length === 0, `${missing.length} of ${counterDays} days are missing: ${missing[0]} …`)
      must(after.length <= counterDays, `the profile has ${after.length} days`)
      const kinds = counterNames.filter(name => after.some(day => day[name] > 0))
      must(kinds.includes('instPower'), 'the profile of the power is gone')
    },
  },
]
