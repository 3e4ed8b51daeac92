import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { joinedLines, useCaseGroups, useCases } from './lines/use-cases.ts'
import { page, useCaseReference } from './reference.ts'
import { isNeeded, resultsOf, type TestOutcome } from './report.ts'
import { filesOfLines } from './tests-of-lines.ts'

const ids = [...useCases.keys()]

function passed(id: string): TestOutcome {
  return { title: `uc ${id} does what it should`, status: 'passed', duration: 1234 }
}
function statusOf(id: string, outcomes: readonly TestOutcome[]) {
  return resultsOf(outcomes).find(its => its.id === id)?.status
}

test('the table has 218 lines, each number once', () => {
  expect(useCaseGroups.flatMap(({ lines }) => lines)).toHaveLength(218)
  expect(useCases.size).toBe(218)
})

const checklist = join(import.meta.dirname, '../../../../shared/facts/ami-use-cases.md')
test.skipIf(!existsSync(checklist))('the numbers are those of the checklist, in its order', () => {
  const rows = readFileSync(checklist, 'utf8')
    .split('\n')
    .map(line => line.split('|')[1]?.trim() ?? '')
    .filter(cell => /^(\d\.\w\.\d|UC10-|SEQ-|FE-|IF-|SEC-|QUA-|F\d|CH2-|MM-|FX-|BY-|K-)/.test(cell))
  const names: Record<string, string> = {
    'UC10-0a..c': 'UC10-0',
    'UC10-6.1 / 6.2': 'UC10-6.1',
    'IF-H1/H2/H3': 'IF-H',
    'IF-L / IF-N': 'IF-L',
  }
  expect(ids).toEqual(rows.map(cell => names[cell] ?? cell))
})

test('every test of a use case bears a number of the table', () => {
  const unknown = [...filesOfLines().keys()].filter(id => !useCases.has(id) || joinedLines.has(id))
  expect(unknown).toEqual([])
})

test('docs/reference/use-cases.md is what table and tests say (node e2e/src/use-cases/reference.ts)', () => {
  expect(readFileSync(page, 'utf8')).toBe(useCaseReference())
})

test('a line passes by all its tests, fails by one, and without a test or with a skipped one it is not yet', () => {
  const failed = { ...passed('MM-1'), status: 'failed' }
  const skipped = { ...passed('MM-1'), status: 'skipped' }
  expect(resultsOf([passed('MM-1')], ['MM-1'])).toEqual([
    { id: 'MM-1', title: 'Exchanges are very short', status: 'pass', seconds: 1.2 },
  ])
  expect(statusOf('MM-1', [])).toBe('not-yet')
  expect(statusOf('MM-1', [passed('MM-1'), skipped])).toBe('not-yet')
  expect(statusOf('MM-1', [passed('MM-1'), failed, skipped])).toBe('fail')
})

test('a functionality passes when the lines it names pass', () => {
  const all = ids.filter(id => id.startsWith('1.')).map(passed)
  expect(statusOf('F1', all)).toBe('pass')
  expect(statusOf('F1', all.slice(1))).toBe('not-yet')
  expect(statusOf('F1', [...all, { ...passed('1.a.1-1'), status: 'failed' }])).toBe('fail')
  expect(statusOf('F2', all)).toBe('not-yet')
})

test('prefixes choose lines, and with a functionality the lines that it needs', () => {
  expect(resultsOf([], ['1.b', 'SEQ-'])).toHaveLength(6)
  expect(isNeeded('1.a.2-2', ['1.a'])).toBe(true)
  expect(isNeeded('1.a.2-2', ['F1'])).toBe(true)
  expect(isNeeded('1.a.2-2', ['F2'])).toBe(false)
})
