/**
 * `npm run use-cases [-- --json] [-- PREFIX…]`: runs the test of each use case and tells which lines the system satisfies.
 * Ends with 1 when a line that has a test fails.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, styleText } from 'node:util'
import { isNeeded, type LineResult, resultsOf, type TestOutcome } from './report.ts'
import { filesOfLines } from './tests-of-lines.ts'

const root = join(import.meta.dirname, '../../..')

/** Runs the tests whose lines are needed; what they print goes to standard error. */
function runTests(prefixes: readonly string[]): readonly TestOutcome[] {
  const needed = [...filesOfLines()].filter(([id]) => isNeeded(id, prefixes))
  if (needed.length === 0) return []
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-use-cases-'))
  try {
    const report = join(folder, 'report.json')
    const ids = needed.map(([id]) => id.replaceAll('.', '\\.')).join('|')
    spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--config=e2e/use-cases.config.ts',
        `--testNamePattern=^(?:.* )?uc (?:${ids}) `,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        ...new Set(needed.flatMap(([, files]) => files)),
      ],
      { cwd: root, stdio: ['ignore', 2, 2] },
    )
    return outcomesIn(readFileSync(report, 'utf8'), needed)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly TestOutcome[]
  }[]
}

/** The tests that ran. A file that could not even be loaded fails the lines it stands for. */
function outcomesIn(json: string, needed: readonly (readonly [string, readonly string[]])[]): TestOutcome[] {
  const { testResults } = JSON.parse(json) as VitestReport
  return testResults.flatMap(({ name, status, assertionResults }) => {
    if (assertionResults.length > 0 || status !== 'failed') return assertionResults
    return needed
      .filter(([, files]) => files.some(file => name.endsWith(file)))
      .map(([id]) => ({ title: `uc ${id} of a file that cannot be loaded`, status: 'failed' }))
  })
}

function print(results: readonly LineResult[]): void {
  const colours = { pass: 'green', fail: 'red', 'not-yet': 'gray' } as const
  for (const { id, title, status, seconds } of results) {
    const time = seconds > 0 ? `${seconds.toFixed(1)} s` : ''
    console.log(
      `${id.padEnd(10)} ${styleText(colours[status], status.padEnd(7))} ${time.padStart(8)}  ${title}`,
    )
  }
  const count = (status: LineResult['status']) => results.filter(its => its.status === status).length
  console.log(
    `\n${results.length} use cases: ${count('pass')} pass, ${count('fail')} fail, ${count('not-yet')} not yet`,
  )
}

const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true })
const results = resultsOf(runTests(positionals), positionals)
if (results.length === 0) {
  console.error(`no use case has a number that begins with ${positionals.join(' or ')}`)
  process.exitCode = 2
} else {
  if (values.json) console.log(JSON.stringify(results, null, 1))
  else print(results)
  if (results.some(({ status }) => status === 'fail')) process.exitCode = 1
}
