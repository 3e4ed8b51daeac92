import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkStructure } from './check.ts'
import { importCircles } from './circles.ts'
import { readProject } from './project.ts'
import { unusedExports } from './unused-exports.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'structure-'))
  put('package.json', JSON.stringify({ workspaces: ['*'] }))
  put(
    'low/package.json',
    JSON.stringify({ name: '@ferraris/low', exports: { '.': './src/index.ts', './deep': './src/deep.ts' } }),
  )
  put('high/package.json', JSON.stringify({ name: '@ferraris/high', exports: { '.': './src/index.ts' } }))
  put('low/README.md', '# low\n\n## API\n\n`published` is public.\n\n## Border\n\n`kept` is not.\n')
  put('high/README.md', '# high\n')
})

afterEach(() => rmSync(root, { recursive: true }))

function put(file: string, text: string) {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

describe('a circle of imports', () => {
  test('is told once, with the shortest way round', () => {
    put('low/src/a.ts', `import { b } from './b.ts'`)
    put('low/src/b.ts', `import { c } from './c.ts'\nimport { d } from './d.ts'`)
    put('low/src/c.ts', `import { b } from './b.ts'`)
    put('low/src/d.ts', '')
    expect(importCircles(readProject(root))).toEqual([
      {
        file: 'low/src/b.ts',
        line: 1,
        message: 'imports itself round a circle: low/src/b.ts → low/src/c.ts → low/src/b.ts',
      },
    ])
  })

  test('is one also by types alone, and through the name of the own package', () => {
    put('low/src/index.ts', `export { a } from './a.ts'`)
    put('low/src/a.ts', `import type { A } from '@ferraris/low'`)
    expect(importCircles(readProject(root))).toHaveLength(1)
  })
})

describe('an export', () => {
  test('that no other package imports is refused, unless the README publishes it', () => {
    put('low/src/index.ts', `export { used, kept, published } from './deep.ts'`)
    put('low/src/deep.ts', 'export const used = 1, kept = 2, published = 3')
    put('high/src/a.ts', `import { used } from '@ferraris/low'`)
    put('high/src/b.ts', `import { used, published } from '@ferraris/low/deep'`)
    expect(
      unusedExports(readProject(root)).map(({ file, message }) => `${file} ${message.split(',')[0]}`),
    ).toEqual([
      'low/src/index.ts kept: exported by @ferraris/low',
      'low/src/deep.ts kept: exported by @ferraris/low/deep',
    ])
  })

  test('is not used by its own package', () => {
    put('low/src/index.ts', 'export const own = 1')
    put('low/src/a.ts', `import { own } from '@ferraris/low'`)
    expect(unusedExports(readProject(root))).toHaveLength(1)
  })
})

test('the project keeps its own rules', () => {
  expect(checkStructure(readProject(join(import.meta.dirname, '../..')))).toEqual([])
})
