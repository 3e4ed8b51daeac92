import { claims } from '../../verdict.ts'
import type { DeviceBench } from '../bench.ts'
import type { DeviceTestCase } from '../device-test-case.ts'
import { producedPowerFrame, producedQuarterFrame } from '../frames.ts'

const clause = 'Monitoring of Chain 2, registers of production meters'

function claimsProduction({ subject }: DeviceBench): void {
  claims(
    subject.parameters.meters.some(({ role }) => role === 'M2'),
    'the parameter file names no production meter M2',
  )
}

/** A production meter beside the one at the exchange point. */
export const productionCases: readonly DeviceTestCase[] = [
  {
    id: 'production.own-registers',
    title: 'Frames 2 and 41 of the production meter are counted in registers of their own',
    clause,
    async run(bench) {
      claimsProduction(bench)
      const send = async () => {
        await bench.send(producedQuarterFrame(bench.moment(bench.day(2))), 'M2')
        await bench.send(producedPowerFrame(bench.moment(bench.day(2))), 'M2')
      }
      await bench.mustCount({ prodAvg: 1, prodInst: 1 }, send, 'M2')
    },
  },
  {
    id: 'production.apart',
    title: 'Frames of the production meter are not counted for the meter at the exchange point',
    clause,
    async run(bench) {
      claimsProduction(bench)
      await bench.mustCount({}, () => bench.send(producedQuarterFrame(bench.moment(bench.day(2))), 'M2'))
    },
  },
]
