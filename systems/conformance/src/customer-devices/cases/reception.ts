import type { Frame } from '@ferraris/chain2'
import type { DeviceTestCase } from '../device-test-case.ts'
import { overloadFrame, powerFrame, quarterFrame, thresholdFrame } from '../frames.ts'
import type { Sums } from '../tally.ts'

const clause = 'CEI TS 13-83'

/** Day 1: each frame of the programme is received. */
export const receptionCases: readonly DeviceTestCase[] = [
  received(1, 'a quarter of an hour', quarterFrame, { loadCurve: 1 }),
  received(21, 'the power', powerFrame, { instPower: 1 }),
  received(22, 'the available power exceeded', overloadFrame, { alerts: 1 }),
  received(25, 'the energy of the week reached', thresholdFrame, { alerts: 1 }),
]

function received(
  frame: number,
  what: string,
  make: (time: number) => Frame,
  expected: Partial<Sums>,
): DeviceTestCase {
  return {
    id: `reception.frame-${frame}`,
    title: `Compact frame ${frame}, ${what}, is received and counted`,
    clause,
    async run(bench) {
      await bench.mustCount(expected, () => bench.send(make(bench.moment(bench.day(1)))))
    },
  }
}
