import { runCases } from '../run.ts'
import type { CaseResult } from '../verdict.ts'
import { DeviceBench } from './bench.ts'
import { cipheringCases } from './cases/ciphering.ts'
import { counterCases } from './cases/counters.ts'
import { productionCases } from './cases/production.ts'
import { receptionCases } from './cases/reception.ts'
import { replicaCases } from './cases/replicas.ts'
import { supplyCases } from './cases/supply.ts'
import { versionCases } from './cases/versions.ts'
import type { DeviceTestCase } from './device-test-case.ts'
import type { CustomerDeviceSubject } from './subject.ts'

/**
 * The integration tests of a customer's device: three days in as many seconds, because frames bear the day that they are counted under.
 * Loss of supply comes last: it makes the day void.
 */
export const devicePlan: readonly DeviceTestCase[] = [
  ...versionCases,
  ...receptionCases,
  ...cipheringCases,
  ...replicaCases,
  ...counterCases,
  ...productionCases,
  ...supplyCases,
]

/** Runs cases against one sample; yields a result as soon as there is one. A sample without a meter is associated first. */
export async function* runDevicePlan(
  plan: readonly DeviceTestCase[],
  subject: CustomerDeviceSubject,
): AsyncGenerator<CaseResult> {
  const bench = new DeviceBench(subject)
  const { meters, isPreset } = subject.parameters
  if (!isPreset) for (const { role } of meters) await bench.sendOctets(bench.meter(role).association())
  yield* runCases(plan, bench)
}
