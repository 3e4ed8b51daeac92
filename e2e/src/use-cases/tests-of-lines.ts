import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/**
 * Where tests of use cases may stand: `*.long.test.ts` runs for this measure only, the others with every other test. What needs
 * the whole system stands in `tests/` beside this file, what one package proves stands in that package.
 */
export const testFiles = '{protocols,transport,client,devices,systems,testing,bench,e2e,tools}/**/*.test.ts'

/** A test of a use case begins with its number: `uc 1.a.2-2 …`. */
export const numberInTitle = /^uc (\S+) /

/** The files of each line that has tests, by the line's number; paths from the root. */
export function filesOfLines(): ReadonlyMap<string, readonly string[]> {
  const files = globSync(testFiles, { cwd: root, exclude: name => name === 'node_modules' }).sort()
  const lines = new Map<string, string[]>()
  for (const file of files) {
    for (const [, id = ''] of readFileSync(join(root, file), 'utf8').matchAll(/['`"]uc ([A-Z\d][\w.-]*) /g)) {
      const known = lines.get(id)
      if (known === undefined) lines.set(id, [file])
      else if (!known.includes(file)) known.push(file)
    }
  }
  return lines
}
