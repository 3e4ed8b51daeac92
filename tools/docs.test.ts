import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createProgram } from '@ferraris/cli'
import { expect, test } from 'vitest'
import { cliReference } from './cli-reference.ts'
import { errorReference } from './error-reference.ts'
import { protocolReference } from './protocol-reference.ts'

const root = join(import.meta.dirname, '..')
function skipped(name: string) {
  return name === 'node_modules' || name === 'dist' || name === '.git'
}
function find(pattern: string) {
  return globSync(pattern, { cwd: root, exclude: skipped }).sort()
}
function read(file: string) {
  return readFileSync(join(root, file), 'utf8')
}

const pages = find('**/*.md')
const packages = find('{protocols,devices,systems}/*/package.json')
  .concat(find('{transport,client,testing,bench,e2e}/package.json'))
  .map(dirname)

/** Without the fenced blocks: what stands there is no link. */
function prose(page: string) {
  return read(page).replace(/^```.*?^```/gms, '')
}

/** The anchor that GitHub gives a heading. */
function anchor(heading: string) {
  return heading
    .toLowerCase()
    .replace(/[`*]|\[|\]\([^)]*\)/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
}

function anchorsOf(page: string) {
  return new Set([...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!)))
}

test.each(pages)('%s links to what is there', page => {
  const links = [
    ...prose(page).matchAll(/\]\(([^)\s]+)\)/g),
    ...prose(page).matchAll(/src(?:set)?="([^"]+)"/g),
  ]
  const broken = links
    .map(([, link]) => link!)
    .filter(link => !/^[a-z]+:/.test(link))
    .filter(link => {
      const [file, heading] = link.split('#')
      const target = file === '' ? page : join(dirname(page), file!)
      if (!existsSync(join(root, target))) return true
      return heading !== undefined && target.endsWith('.md') && !anchorsOf(target).has(heading)
    })
  expect(broken).toEqual([])
})

/** What a package's README must hold. */
const parts = {
  'a sentence that says what the package is': /^# .+\n\n[^#`|]{40}/,
  'an example to run': /^```(ts|tsx|bash|sh|console|text)\n/m,
  'the standard it follows': /standard|IEC|ISO|RFC|OpenAPI/,
  'its import border': /\bimports?\b/i,
}

test.each(packages)('%s has a README with its four parts', folder => {
  const file = `${folder}/README.md`
  const text = existsSync(join(root, file)) ? read(file) : ''
  const owed = /^(testing|bench|e2e)$/.test(folder) ? { ...parts, 'the standard it follows': /./ } : parts
  const missing = Object.entries(owed).filter(([, pattern]) => !pattern.test(text))
  expect(missing.map(([part]) => part)).toEqual([])
})

/** Command lines that a page shows, each joined to one line, without their comments. */
function commandLines(page: string) {
  return [
    ...read(page)
      .replace(/\\\n\s*/g, '')
      .matchAll(/(?:npx ferraris|npm start --) ([^\n`#]*)/g),
  ].map(([line]) => line.replace('npm start --', 'npx ferraris district start').trim())
}

/** The part of it that the command line lacks: a command of that name, or an option. */
function unknownIn(line: string): string[] {
  const words = line.split(/\s+/).slice(2)
  let command = createProgram()
  for (const word of words) {
    const child = command.commands.find(known => known.name() === word)
    if (child === undefined) break
    command = child as typeof command
  }
  if (command.commands.length > 0 && !words[0]?.startsWith('-')) return [line]
  const options = words.map(word => /^--?[a-z][a-z-]*/i.exec(word)?.[0]).filter(word => word !== undefined)
  return options.filter(word => !command.options.some(known => [known.long, known.short].includes(word)))
}

test('commands in the documents exist, with their options', () => {
  const lines = pages.flatMap(page => commandLines(page).map(line => ({ page, line })))
  expect(lines.length).toBeGreaterThan(20)
  const wrong = lines.flatMap(({ page, line }) => unknownIn(line).map(what => `${page}: ${what} in ${line}`))
  expect(wrong).toEqual([])
})

test('a command that does not exist would be seen', () => {
  expect(unknownIn('npx ferraris meter raed URI')).toHaveLength(1)
  expect(unknownIn('npx ferraris meter read URI --loud --json')).toEqual(['--loud'])
})

test('the page of the command line is what the program says (node tools/cli-reference.ts)', () => {
  expect(read('docs/reference/cli.md')).toBe(cliReference())
})

test('the pages of classes, services, messages and tables are what the declarations say (node tools/protocol-reference.ts)', () => {
  const pages = protocolReference()
  const written = find('docs/reference/{classes/*,services/*,messages/*,tables}.md').map(page =>
    page.replace('docs/reference/', ''),
  )
  expect(written).toEqual([...pages.keys()].sort())
  const stale = written.filter(page => read(`docs/reference/${page}`) !== pages.get(page))
  expect(stale).toEqual([])
})

test('the pages of errors are what the declarations say (node tools/error-reference.ts)', async () => {
  for (const [page, text] of await errorReference()) expect(read(page)).toBe(text)
})
