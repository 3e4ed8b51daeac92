import { joinedLines, useCases } from './lines/use-cases.ts'
import { numberInTitle } from './tests-of-lines.ts'

/** What vitest's JSON reporter tells of a test; durations in milliseconds. */
export interface TestOutcome {
  readonly title: string
  readonly status: string
  readonly duration?: number | null
}

export interface LineResult {
  readonly id: string
  readonly title: string
  readonly status: 'pass' | 'fail' | 'not-yet'
  readonly seconds: number
}

/** The result of each line whose number begins with one of the prefixes, of all lines where none is given. */
export function resultsOf(outcomes: readonly TestOutcome[], prefixes: readonly string[] = []): LineResult[] {
  const tests = Map.groupBy(outcomes, ({ title }) => numberInTitle.exec(title)?.[1])
  const own = new Map([...useCases.keys()].map(id => [id, ownResult(tests.get(id) ?? [])]))
  return [...useCases]
    .filter(([id]) => isAsked(id, prefixes))
    .map(([id, title]) => ({ id, title, ...(joinedResult(id, own) ?? own.get(id) ?? notYet) }))
}

/** Whether a line's test must run for these prefixes: for itself, or for a line that is joined from it. */
export function isNeeded(id: string, prefixes: readonly string[]): boolean {
  if (isAsked(id, prefixes)) return true
  return [...joinedLines].some(([line, parts]) => isAsked(line, prefixes) && isAsked(id, parts))
}

type Outcome = Pick<LineResult, 'status' | 'seconds'>
const notYet: Outcome = { status: 'not-yet', seconds: 0 }

function isAsked(id: string, prefixes: readonly string[]): boolean {
  return prefixes.length === 0 || prefixes.some(prefix => id.startsWith(prefix))
}

/** A line passes by all its tests. One that was skipped, because something is not on this machine, proves nothing. */
function ownResult(tests: readonly TestOutcome[]): Outcome {
  const seconds = tests.reduce((sum, { duration }) => sum + (duration ?? 0) / 1000, 0)
  const tenths = Math.round(seconds * 10) / 10
  if (tests.some(({ status }) => status === 'failed')) return { status: 'fail', seconds: tenths }
  if (tests.length === 0 || tests.some(({ status }) => status !== 'passed')) return notYet
  return { status: 'pass', seconds: tenths }
}

function joinedResult(id: string, own: ReadonlyMap<string, Outcome>): Outcome | undefined {
  const parts = joinedLines.get(id)
  if (parts === undefined) return undefined
  const named = [...own].filter(([line]) => isAsked(line, parts)).map(([, { status }]) => status)
  if (named.includes('fail')) return { status: 'fail', seconds: 0 }
  return named.every(status => status === 'pass') ? { status: 'pass', seconds: 0 } : notYet
}
