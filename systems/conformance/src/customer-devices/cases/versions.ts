import { claims, must } from '../../verdict.ts'
import type { DeviceTestCase } from '../device-test-case.ts'

/** The verdict holds for the versions that were tested. */
export const versionCases: readonly DeviceTestCase[] = [
  {
    id: 'versions.as-declared',
    title: 'The device has the hardware and firmware that the parameter file declares',
    clause: 'Monitoring of Chain 2, points of attention',
    async run({ subject }) {
      claims(subject.versions !== undefined, 'the support tool tells no versions')
      const { hardware, firmware } = await subject.versions()
      const { parameters } = subject
      must(hardware === parameters.hardware, `hardware is ${hardware}, declared ${parameters.hardware}`)
      must(firmware === parameters.firmware, `firmware is ${firmware}, declared ${parameters.firmware}`)
    },
  },
]
