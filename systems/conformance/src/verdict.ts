import type { Frame } from '@ferraris/transport'

/**
 * What a case says of the server, in the words of conformance testing: INCONCLUSIVE where the case could not be brought
 * to its end for a reason that is not its subject, INAPPLICABLE where the server does not claim what it is about.
 */
export type Verdict = 'PASS' | 'FAIL' | 'INCONCLUSIVE' | 'INAPPLICABLE'

export interface CaseResult {
  readonly id: string
  readonly title: string
  /** Standard and clause that the case holds the server to. */
  readonly clause: string
  readonly verdict: Verdict
  /** What was expected and found; empty with PASS. */
  readonly detail: string
  /** All that went over the wire. */
  readonly frames: readonly Frame[]
  readonly milliseconds: number
}

/** Ends a case with a verdict other than PASS. */
export class Ruling extends Error {
  override readonly name = 'Ruling'
  readonly verdict: Exclude<Verdict, 'PASS'>

  constructor(verdict: Exclude<Verdict, 'PASS'>, detail: string) {
    super(detail)
    this.verdict = verdict
  }
}

/** What the server must do. The text says what was found. */
export function must(condition: boolean, found: string): asserts condition {
  if (!condition) throw new Ruling('FAIL', found)
}

/** What the case needs to be brought to its end. */
export function needs(condition: boolean, missing: string): asserts condition {
  if (!condition) throw new Ruling('INCONCLUSIVE', missing)
}

/** What the server must claim for the case to be about it. */
export function claims(condition: boolean, missing: string): asserts condition {
  if (!condition) throw new Ruling('INAPPLICABLE', missing)
}
