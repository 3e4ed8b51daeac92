import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Border, checkBorders } from './border-check.ts'
import { readProject, unreadable } from './project.ts'

const table: Border[] = [
  { folder: 'low', packages: [], builtins: () => false, why: 'low stands alone' },
  { folder: 'high', packages: ['low'], builtins: () => true, why: 'high sees low' },
  { folder: 'other', packages: ['low'], builtins: () => true, why: 'other never sees high' },
]

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'borders-'))
  put('package.json', JSON.stringify({ workspaces: ['*'], devDependencies: { vitest: '5' } }))
  for (const folder of ['low', 'high', 'other']) {
    const dependencies = folder === 'low' ? {} : { '@ferraris/low': '0', '@ferraris/high': '0', pg: '8' }
    put(`${folder}/package.json`, JSON.stringify({ name: `@ferraris/${folder}`, dependencies }))
  }
})

afterEach(() => rmSync(root, { recursive: true }))

function put(file: string, text: string) {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}
function check(rows = table) {
  const project = readProject(root)
  return [...unreadable(project), ...checkBorders(project, rows)].map(
    ({ file, line, message }) => `${file}:${line} ${message}`,
  )
}

describe('a package', () => {
  test('may import what its row allows and what it declares', () => {
    put(
      'high/src/a.ts',
      `import { low } from '@ferraris/low'\nimport pg from 'pg'\nimport 'node:fs'\nimport './b.ts'`,
    )
    expect(check()).toEqual([])
  })

  test('may not import a package that its row does not name', () => {
    put('other/src/a.ts', `// first line\nexport { high } from '@ferraris/high'`)
    expect(check()).toEqual(['other/src/a.ts:2 other may not import @ferraris/high: other never sees high'])
  })

  test('may not import a package only for its types either', () => {
    put('other/src/a.ts', `import type { High } from '@ferraris/high'\nlet x: import('@ferraris/high').High`)
    expect(check()).toHaveLength(2)
  })

  test("may not import Node's modules where its row forbids them, with or without the prefix", () => {
    put('low/src/a.ts', `import { readFileSync } from 'node:fs'\nconst net = await import('net')`)
    expect(check()).toEqual([
      'low/src/a.ts:1 low may not import node:fs: low stands alone',
      'low/src/a.ts:2 low may not import net: low stands alone',
    ])
  })

  test('may not reach into a neighbour by a relative path', () => {
    put('high/src/a.ts', `import { low } from '../../low/src/index.ts'`)
    expect(check()).toEqual([
      "high/src/a.ts:1 ../../low/src/index.ts leaves the package; import it by its package's name",
    ])
  })

  test('may not import what it does not declare', () => {
    put('high/src/a.tsx', `import { z } from '@scope/zod/deep'\nconst label = <p>don't import('x')</p>`)
    expect(check()).toEqual(['high/src/a.tsx:1 @scope/zod is not declared in high/package.json'])
  })
})

test('what builds a package may use the shared tools and Node', () => {
  put('low/build/bundle.ts', `import 'node:fs'\nimport 'vitest'`)
  expect(check()).toEqual([])
})

describe('a test', () => {
  test('may put both sides together and use the shared tools', () => {
    put(
      'other/src/a.test.ts',
      `import { test } from 'vitest'\nimport { high } from '@ferraris/high'\nimport 'node:net'`,
    )
    expect(check()).toEqual([])
  })

  test('may not use what no package.json declares', () => {
    put('low/src/a.test.ts', `import 'left-pad'`)
    expect(check()).toEqual(['low/src/a.test.ts:1 left-pad is not declared in low/package.json'])
  })
})

describe('the table', () => {
  test('has a row for each package', () => {
    expect(check(table.slice(0, 2))).toEqual([
      'tools/structure/borders.ts:1 other has no row in the table of borders',
    ])
  })

  test('cannot describe a cycle', () => {
    const cyclic = table.map(row => (row.folder === 'low' ? { ...row, packages: ['high'] } : row))
    expect(check(cyclic)).toEqual([
      'tools/structure/borders.ts:1 low may import only what stands above it, and high does not',
    ])
  })
})

test('a file that cannot be parsed is reported, not passed over', () => {
  put('high/src/a.ts', 'import {')
  expect(check()).toEqual([expect.stringMatching(/^high\/src\/a\.ts:1 cannot be parsed/)])
})
