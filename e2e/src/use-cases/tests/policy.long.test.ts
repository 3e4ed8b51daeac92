import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fuzz } from '../../fuzz/fuzz.ts'
import { allTargets } from '../../fuzz/targets/targets.ts'

function page(path: string): string {
  return readFileSync(join(import.meta.dirname, '../../../..', path), 'utf8')
}

test('uc SEC-12 a file says how to report a weakness, and a model names ways in, measures and what is left', () => {
  expect(page('SECURITY.md')).toMatch(/## Reporting a weakness\n\nReport it privately/)
  const model = page('docs/internals/threat-model.md')
  for (const way of [
    'G1',
    'C: the power line',
    'G2',
    'M: the optical port',
    'REST and console',
    'the data folder',
    'dependencies',
  ])
    expect(model).toMatch(new RegExp(`^\\| ${way}[^|]*\\|[^|]+\\|[^|]{20,}\\|`, 'm'))
})

test('uc SEC-12 a million broken inputs let no error escape that is not declared, and none hangs', async () => {
  const report = await fuzz(allTargets(), { inputs: 1_010_000, seed: 12, threads: 2, limitMs: 10_000 })
  expect(report.findings).toEqual([])
  expect(report.inputs).toBeGreaterThanOrEqual(1_000_000)
})
