import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const skipped = (name: string) => name === 'node_modules' || name === 'dist' || name === '.git'
const find = (pattern: string) => globSync(pattern, { cwd: root, exclude: skipped }).sort()
const read = (file: string) => readFileSync(join(root, file), 'utf8')

const pages = find('**/*.md')
const packages = find('{protocols,devices,systems}/*/package.json')
  .concat(find('{transport,testing,bench,e2e}/package.json'))
  .map(dirname)

/** Without the fenced blocks: what stands there is no link. */
const prose = (page: string) => read(page).replace(/^```.*?^```/gms, '')

/** The anchor that GitHub gives a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[`*]|\[|\]\([^)]*\)/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

const anchorsOf = (page: string) =>
  new Set([...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!)))

describe.each(pages)('%s', page => {
  test('links to what is there', () => {
    const links = [
      ...prose(page).matchAll(/\]\(([^)\s]+)\)/g),
      ...prose(page).matchAll(/src(?:set)?="([^"]+)"/g),
    ]
    const broken = links
      .map(([, link]) => link!)
      .filter(link => !/^[a-z]+:/.test(link))
      .filter(link => {
        const [file, heading] = link.split('#')
        const target = file === '' ? page : relative(root, join(root, dirname(page), file!))
        if (!existsSync(join(root, target))) return true
        return heading !== undefined && target.endsWith('.md') && !anchorsOf(target).has(heading)
      })
    expect(broken).toEqual([])
  })
})

describe.each(packages)("%s's README", folder => {
  const text = existsSync(join(root, folder, 'README.md')) ? read(`${folder}/README.md`) : ''

  test('says what the package is', () => expect(text).toMatch(/^# .+\n\n[^#`|]{40}/))
  test('has an example to run', () => expect(text).toMatch(/^```(ts|tsx|bash|sh|console)\n/m))
  test('names the standard it follows', () => expect(text).toMatch(/standard/i))
  test('states its import border', () => expect(text).toMatch(/\bimports?\b/i))
})
