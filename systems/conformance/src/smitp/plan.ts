import { runCases } from '../run.ts'
import type { CaseResult } from '../verdict.ts'
import { SmitpBench } from './bench.ts'
import { addressingCases } from './cases/addressing.ts'
import { authenticationCases } from './cases/authentication.ts'
import { lengthCases } from './cases/lengths.ts'
import { resetCases } from './cases/reset.ts'
import { rightCases } from './cases/rights.ts'
import { segmentCases } from './cases/segments.ts'
import { tableCases } from './cases/tables.ts'
import { timeCases } from './cases/times.ts'
import type { SmitpTestCase } from './smitp-test-case.ts'
import type { SmitpSubject } from './subject.ts'

/** All cases for a meter in METERS AND MORE, in the order in which it is best met. */
export const smitpPlan: readonly SmitpTestCase[] = [
  ...addressingCases,
  ...lengthCases,
  ...authenticationCases,
  ...tableCases,
  ...rightCases,
  ...resetCases,
  ...segmentCases,
  ...timeCases,
]

/** Runs cases one after the other, each on ways of its own; yields a result as soon as there is one. */
export function runSmitpPlan(
  plan: readonly SmitpTestCase[],
  subject: SmitpSubject,
): AsyncGenerator<CaseResult> {
  return runCases(plan, new SmitpBench(subject))
}
