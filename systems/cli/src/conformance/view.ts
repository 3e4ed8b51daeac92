import { toHex } from '@ferraris/bytes'
import type { CaseResult, Verdict } from '@ferraris/conformance'
import { print } from '../terminal/style.ts'
import { summaryOf } from './summary.ts'

const paint: Readonly<Record<Verdict, (text: string) => string>> = {
  PASS: text => print.success(text),
  FAIL: text => print.failure(text),
  INCONCLUSIVE: text => print.warning(text),
  INAPPLICABLE: text => print.quiet(text),
}

/** Verdicts for people, case by case; what did not pass says what was found and, if wanted, what went over the wire. */
export function verdictsView(results: readonly CaseResult[], frames: boolean): string {
  const { pass, fail, inconclusive, inapplicable } = summaryOf(results)
  const counts = [
    paint.PASS(`${pass} passed`),
    ...(fail > 0 ? [paint.FAIL(`${fail} failed`)] : []),
    ...(inconclusive > 0 ? [paint.INCONCLUSIVE(`${inconclusive} inconclusive`)] : []),
    ...(inapplicable > 0 ? [paint.INAPPLICABLE(`${inapplicable} inapplicable`)] : []),
  ]
  return [...results.map(result => caseView(result, frames)), '', counts.join(', ')].join('\n')
}

function caseView(result: CaseResult, frames: boolean): string {
  const { verdict, title, id, clause, detail } = result
  const head = `${paint[verdict](verdict.padEnd(12))} ${title}`
  if (verdict === 'PASS') return head
  const indent = ' '.repeat(13)
  const lines = [head, `${indent}${detail}`, print.quiet(`${indent}${id} · ${clause}`)]
  if (!frames) return lines.join('\n')
  const shown = result.frames.map(({ direction, octets }) => {
    const arrow = direction === 'sent' ? '→' : '←'
    return print.quiet(`${indent}${arrow} ${toHex(octets)}`)
  })
  return [...lines, ...shown].join('\n')
}
