import { expect, test } from 'vitest'
import { readSource } from './source.ts'

test('names of modules in comments and strings are not imports', () => {
  const source = `// import 'a'\nconst text = "import 'b'"\nconst pattern = /import 'c'/`
  expect(readSource('a.ts', source).imports).toEqual([])
})

test('an import tells which names it takes', () => {
  const source = `import a, { b as c, type D } from 'm'\nimport * as all from 'n'\nexport { e } from 'o'\nawait import('p')`
  expect(readSource('a.ts', source).imports).toEqual([
    { specifier: 'm', line: 1, names: ['default', 'b', 'D'] },
    { specifier: 'n', line: 2, names: 'all' },
    { specifier: 'o', line: 3, names: ['e'] },
    { specifier: 'p', line: 4, names: 'all' },
  ])
})

test('an export tells its name and line', () => {
  const source = `export const a = 1, b = 2\nexport function c() {}\nexport interface D {}\nexport { e as f } from 'g'\nexport * from 'h'`
  const { exports, exportsAllOf } = readSource('a.ts', source)
  expect(exports.map(({ name, line }) => `${name}:${line}`)).toEqual(['a:1', 'b:1', 'c:2', 'D:3', 'f:4'])
  expect(exportsAllOf).toEqual(['h'])
})

test.each([
  ['const double = (n: number) => 2 * n', 'double: a top-level function is declared with function'],
  ['export const MOST_ROWS = 3', 'MOST_ROWS: constants are named in camelCase'],
  ['const point = { ...{ x, y } }', 'members are written out, not packed into a spread literal'],
])('the dialect refuses %s', (source, message) => {
  expect(readSource('a.ts', source).dialect).toEqual([{ line: 1, message }])
})

test.each([
  'const double: Operation = n => 2 * n',
  'function double(n: number) { return [n].map(x => 2 * x) }',
  'const mostRows = 3',
  'const point = { ...(known && { x, y }) }',
])('the dialect allows %s', source => {
  expect(readSource('a.ts', source).dialect).toEqual([])
})

test('texts that name something by subject and member are told, unless a constant names them', () => {
  const source = `const key = 'push.queue'\nexport const entry = { request: 'arbitrator.request' }\nimport './a.ts'`
  expect(readSource('a.ts', source).dottedTexts).toEqual([{ line: 2, message: 'arbitrator.request' }])
})
