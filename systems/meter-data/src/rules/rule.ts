import type { Subject } from '../day/subject.ts'

/** When a rule is asked: at the meter's clock, while collecting, before publishing, on the billing cycle. */
export type Stage = 1 | 2 | 3 | 4

/**
 * What a hit does to its intervals: `bad` ones are estimated, `missing` ones were never there, `suspect` ones are used and wait
 * for a person, a `note` is only kept.
 */
export type Severity = 'bad' | 'missing' | 'suspect' | 'note'

/** One number that a utility may set for a group of meters. */
export interface Parameter {
  readonly title: string
  readonly default: number
  readonly unit: string
  readonly minimum: number
  readonly maximum: number
}

export type Parameters = Readonly<Record<string, Parameter>>
export type ValuesOf<P extends Parameters> = { readonly [K in keyof P]: number }

/** What a rule found: where, how much it measured, and what it allows. */
export interface Hit {
  /** Intervals of the day, or all of it. */
  readonly at: readonly number[] | 'day'
  readonly measured: number
  readonly limit: number
  readonly severity: Severity
}

/** A rule of validation, as data beside one function. */
export interface Rule<P extends Parameters = Parameters> {
  readonly id: string
  readonly title: string
  readonly stage: Stage
  /** Of what it measures. */
  readonly unit: string
  readonly parameters: P
  /** What is wrong, nothing when it passes, undefined where it does not apply: something it needs is not known. */
  readonly check: (subject: Subject, values: ValuesOf<P>) => readonly Hit[] | undefined
}

/** Declares a rule; its parameters' names are checked where it uses them. */
export function defineRule<const P extends Parameters>(rule: Rule<P>): Rule {
  return rule as unknown as Rule
}

/** The defaults of a rule's parameters. */
export function defaultsOf(rule: Pick<Rule, 'parameters'>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(rule.parameters).map(([name, { default: value }]) => [name, value]),
  )
}

export const pass: readonly Hit[] = []

/** A hit at the intervals, if there are any. */
export function hitAt(
  at: readonly number[],
  severity: Severity,
  measured: number,
  limit: number,
): readonly Hit[] {
  return at.length === 0 ? pass : [{ at, measured, limit, severity }]
}

/** A hit on the whole day, when what was measured is beyond the limit. */
export function dayHit(isHit: boolean, severity: Severity, measured: number, limit: number): readonly Hit[] {
  return isHit ? [{ at: 'day', measured, limit, severity }] : pass
}

/** Indexes of the values that are known and fulfil the condition. */
export function indexesWhere(
  values: readonly (number | null)[],
  isHit: (value: number, index: number) => boolean,
): number[] {
  const found: number[] = []
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? null
    if (value !== null && isHit(value, i)) found.push(i)
  }
  return found
}
