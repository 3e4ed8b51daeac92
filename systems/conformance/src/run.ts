import { DecodeError } from '@ferraris/bytes'
import { ClientError } from '@ferraris/client'
import { ValueError } from '@ferraris/cosem/values'
import { DlmsError } from '@ferraris/dlms'
import { SmitpError } from '@ferraris/smitp'
import { type Frame, TransportError } from '@ferraris/transport'
import { Bench } from './bench.ts'
import type { Subject } from './subject.ts'
import type { TestCase } from './test-case.ts'
import { type CaseResult, Ruling, type Verdict } from './verdict.ts'

/** Where a case works, whatever the protocol. */
export interface CaseBench<B> {
  readonly frames: readonly Frame[]
  /** A bench for the next case: no frames yet, what was learned is kept. */
  next(): B
  /** Closes what the case has opened. */
  end(): Promise<void>
}

/**
 * Runs cases one after the other, each on links of its own; yields a result as soon as there is one. Nothing that the
 * server does ends the run.
 */
export async function* runCases<B extends CaseBench<B>>(
  plan: readonly TestCase<B>[],
  first: B,
): AsyncGenerator<CaseResult> {
  let bench = first
  for (const testCase of plan) {
    bench = bench.next()
    yield await runCase(testCase, bench)
  }
}

/** The plan of a DLMS/COSEM server. */
export function runPlan(plan: readonly TestCase[], subject: Subject): AsyncGenerator<CaseResult> {
  return runCases(plan, new Bench(subject))
}

async function runCase<B extends CaseBench<B>>(testCase: TestCase<B>, bench: B): Promise<CaseResult> {
  const begin = performance.now()
  const { id, title, clause } = testCase
  const [verdict, detail] = await rule(testCase, bench)
  await bench.end()
  return {
    id,
    title,
    clause,
    verdict,
    detail,
    frames: bench.frames,
    milliseconds: performance.now() - begin,
  }
}

const serverErrors = [DecodeError, ValueError, DlmsError, ClientError, SmitpError]

async function rule<B>(testCase: TestCase<B>, bench: B): Promise<[Verdict, string]> {
  try {
    await testCase.run(bench)
    return ['PASS', '']
  } catch (error) {
    if (error instanceof Ruling) return [error.verdict, error.message]
    // Octets and values that cannot be understood are the server's; so is what it refuses.
    if (error instanceof Error && serverErrors.some(kind => error instanceof kind))
      return ['FAIL', error.message]
    if (error instanceof TransportError) return ['INCONCLUSIVE', error.message]
    throw error
  }
}
