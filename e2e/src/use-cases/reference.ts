/**
 * Writes docs/reference/use-cases.md: `node e2e/src/use-cases/reference.ts`. A test fails when the page is not what the
 * table of lines and the tests say.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { joinedLines, useCaseGroups, useCases } from './lines/use-cases.ts'
import { filesOfLines } from './tests-of-lines.ts'

export const page = join(import.meta.dirname, '../../../docs/reference/use-cases.md')

export function useCaseReference(): string {
  const files = filesOfLines()
  const groups = useCaseGroups.map(({ title, lines }) => {
    const rows = lines.map(([id, text]) => `| ${id} | ${text} | ${testOf(id, files)} |`)
    return [`## ${title}`, '', '| number | use case | test |', '| --- | --- | --- |', ...rows, ''].join('\n')
  })
  return `${introduction(files.size)}\n${groups.join('\n')}`
}

function testOf(id: string, files: ReadonlyMap<string, readonly string[]>): string {
  const parts = joinedLines.get(id)
  if (parts !== undefined) return `passes when those pass whose numbers begin with ${parts.join(', ')}`
  const links = files.get(id)?.map(file => `[${file.split('/').at(-1)}](../../${file})`)
  return links?.join(', ') ?? 'not yet'
}

function introduction(tested: number): string {
  return `# Use cases

What a smart-metering system is asked to do, line by line, and which lines Ferraris has a test for. The numbers of the first groups are those of
annex A.3 of the functional reference architecture for smart metering; the others are our own. Of ${useCases.size} lines ${tested} have a test.

\`\`\`sh
npm run use-cases                 # runs every test and prints the table with its results
npm run use-cases -- 1.a MM-      # lines whose numbers begin so
npm run use-cases -- --json       # [{"id", "title", "status": "pass" | "fail" | "not-yet", "seconds"}]
\`\`\`

A line passes by what a user of the system can see, on a meter that is connected directly and, where that makes a difference, on one behind a
concentrator. Effects of orders are counted by the meter's own counters and log. *Not yet* is said of a line that has no test, also where
parts of it work. The command ends with 1 when a line that has a test fails. Tests that take long run with this command only; the
others run with \`npm test\`, too. This page is written by \`node e2e/src/use-cases/reference.ts\`.
`
}

if (import.meta.main) writeFileSync(page, useCaseReference())
