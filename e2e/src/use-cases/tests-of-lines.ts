import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/** Where the tests of use cases stand: `*.test.ts` runs with every other test, `*.long.ts` for this measure only. */
export const testFiles = 'e2e/src/use-cases/tests/*.{test,long}.ts'

/** A test of a use case begins with its number: `uc 1.a.2-2 …`. */
export const numberInTitle = /^uc (\S+) /

/** The file of each line that has a test, by the line's number; paths from the root. */
export function filesOfLines(): ReadonlyMap<string, string> {
  const files = globSync(testFiles, { cwd: root }).sort()
  return new Map(
    files.flatMap(file =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/['`"]uc (\S+) /g)].map(
        ([, id = '']) => [id, file] as const,
      ),
    ),
  )
}
