import type { DeviceReport } from '@ferraris/conformance'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

const colours = {
  PASS: print.success,
  FAIL: print.failure,
  INCONCLUSIVE: print.warning,
  INAPPLICABLE: print.quiet,
} as const

type Shown = Pick<DeviceReport, 'sample' | 'hardware' | 'firmware' | 'cases' | 'verdict'> & {
  readonly signature: DeviceReport['signature'] | null
}

/** A report for people: a case a line, and why where it did not pass. */
export function reportView({ sample, hardware, firmware, cases, verdict, signature }: Shown): string {
  const rows = cases.map(({ id, title, verdict: each, detail }) => [
    colours[each](each),
    id,
    detail === '' ? title : `${title}: ${detail}`,
  ])
  const heads = [{ title: 'verdict' }, { title: 'case' }, { title: 'what', flexible: 'cut' as const }]
  return [
    table(heads, rows),
    '',
    `sample ${sample}, hardware ${hardware}, firmware ${firmware}: ${colours[verdict](verdict)}`,
    signature === null ? 'a part of the tests: not signed' : `signed by the bench ${signature.publicKey}`,
  ].join('\n')
}
