import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dlmsErrors } from './dlms-error.ts'

test('the reference of errors lists each of them as the code does', () => {
  const page = readFileSync(new URL('../../../docs/reference/errors-dlms.md', import.meta.url), 'utf8')
  const rows = page.split('\n').filter(line => line.startsWith('| `'))
  expect(rows).toEqual(
    Object.entries(dlmsErrors).map(
      ([code, [culprit, meaning, advice]]) => `| \`${code}\` | ${culprit} | ${meaning} | ${advice} |`,
    ),
  )
})
