import type { CaseResult } from '@ferraris/conformance'

/** How many cases got each verdict. */
export function summaryOf(results: readonly CaseResult[]) {
  const count = (verdict: CaseResult['verdict']) =>
    results.filter(result => result.verdict === verdict).length
  return {
    cases: results.length,
    pass: count('PASS'),
    fail: count('FAIL'),
    inconclusive: count('INCONCLUSIVE'),
    inapplicable: count('INAPPLICABLE'),
  }
}
