import { sign, verify } from 'node:crypto'
import { defineErrors } from '@ferraris/errors'
import { privateKeyOf, publicHalf, publicKeyOf } from '@ferraris/work-order'
import type { CaseResult, Verdict } from '../verdict.ts'
import type { DeviceParameters, SampleParameters } from './parameters.ts'

/** A report that is none. */
export class ReportError extends defineErrors('conformance', {
  'report-invalid': [
    'input',
    'the report is not one of this bench',
    'give the JSON document as `customer-device test` has written it',
  ],
}) {}

const kind = 'ferraris-customer-device-report/1'
const verdicts: readonly Verdict[] = ['PASS', 'FAIL', 'INCONCLUSIVE', 'INAPPLICABLE']

/** What came of the tests of one sample; it holds for this hardware and this firmware alone. */
export interface DeviceReport {
  readonly kind: typeof kind
  readonly sample: string
  readonly maker: string
  readonly model: string
  readonly hardware: string
  readonly firmware: string
  readonly smitpAddress: string
  readonly testedAt: string
  readonly cases: readonly {
    readonly id: string
    readonly title: string
    readonly verdict: Verdict
    readonly detail: string
  }[]
  /** FAIL if one case failed; INCONCLUSIVE if one could not be brought to its end; else PASS. */
  readonly verdict: Verdict
  readonly signature: { readonly algorithm: 'Ed25519'; readonly publicKey: string; readonly value: string }
}

export function verdictOf(cases: readonly { readonly verdict: Verdict }[]): Verdict {
  const has = (verdict: Verdict) => cases.some(one => one.verdict === verdict)
  return has('FAIL') || cases.length === 0 ? 'FAIL' : has('INCONCLUSIVE') ? 'INCONCLUSIVE' : 'PASS'
}

/** Writes and signs a report; `testedAt` in milliseconds, the key of the bench in PEM. */
export function reportOf(
  { maker, model, hardware, firmware }: DeviceParameters,
  { sample, smitpAddress }: SampleParameters,
  results: readonly CaseResult[],
  testedAt: number,
  benchKey: string,
): DeviceReport {
  const cases = results.map(({ id, title, verdict, detail }) => ({ id, title, verdict, detail }))
  const told = {
    kind,
    sample,
    maker,
    model,
    hardware,
    firmware,
    smitpAddress,
    testedAt: new Date(testedAt).toISOString(),
    cases,
    verdict: verdictOf(cases),
  } as const
  const secret = privateKeyOf(benchKey)
  const value = sign(null, statementOf(told), secret).toString('base64url')
  return { ...told, signature: { algorithm: 'Ed25519', publicKey: publicHalf(secret), value } }
}

/** What is signed: every member but the signature, in this order. */
function statementOf(report: Omit<DeviceReport, 'signature'>): Buffer {
  const { sample, maker, model, hardware, firmware, smitpAddress, testedAt, cases, verdict } = report
  const rows = cases.map(one => [one.id, one.title, one.verdict, one.detail])
  return Buffer.from(
    JSON.stringify([kind, sample, maker, model, hardware, firmware, smitpAddress, testedAt, rows, verdict]),
  )
}

/** Reads a report. Throws ReportError. */
export function readReport(text: string): DeviceReport {
  let report: Partial<DeviceReport>
  try {
    report = JSON.parse(text) as Partial<DeviceReport>
  } catch (cause) {
    throw new ReportError('report-invalid', 'it is no JSON', { cause })
  }
  if (!isReport(report)) throw new ReportError('report-invalid', `it is no ${kind}`)
  return report
}

function isReport(report: Partial<DeviceReport> | null): report is DeviceReport {
  const texts = ['sample', 'maker', 'model', 'hardware', 'firmware', 'smitpAddress', 'testedAt'] as const
  return (
    report?.kind === kind &&
    texts.every(member => typeof report[member] === 'string') &&
    Array.isArray(report.cases) &&
    report.cases.every(one => typeof one?.id === 'string' && verdicts.includes(one.verdict)) &&
    verdicts.includes(report.verdict as Verdict) &&
    typeof report.signature?.publicKey === 'string' &&
    typeof report.signature.value === 'string'
  )
}

/** What a report is worth: undefined if it holds, else why not. Without a key the one that it bears itself is taken: then it says who signed. */
export function doubtOf(
  report: DeviceReport,
  expected: {
    readonly publicKey?: string | undefined
    readonly hardware?: string | undefined
    readonly firmware?: string | undefined
  },
): string | undefined {
  const { signature, cases, verdict } = report
  if (expected.publicKey !== undefined && expected.publicKey !== signature.publicKey)
    return `it is signed by another bench: ${signature.publicKey}`
  const key = publicKeyOf('Ed25519', signature.publicKey)
  if (!verify(null, statementOf(report), key, Buffer.from(signature.value, 'base64url')))
    return 'it was changed after it was signed'
  if (verdictOf(cases) !== verdict) return `its cases come to ${verdictOf(cases)}, it says ${verdict}`
  for (const member of ['hardware', 'firmware'] as const)
    if (expected[member] !== undefined && expected[member] !== report[member])
      return `${member} ${report[member]} was tested, not ${expected[member]}: the tests are to be run again`
  return verdict === 'PASS' ? undefined : `its verdict is ${verdict}`
}
