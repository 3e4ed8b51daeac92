import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import english from '../src/i18n/messages/en.json' with { type: 'json' }
import { isOnFirstPage } from './first-page-texts.ts'

const root = resolve(import.meta.dirname, '../../..')
const dist = join(root, 'systems/console/dist')

/** 250 kB, brotli: all that loads before the overview, over a slow connection too. */
const limit = 250_000

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['tools/build-console.ts', '--if-stale'], {
    cwd: root,
  })
  if (status !== 0) throw new Error(String(stderr))
})

/** A file as it goes over the wire: its `.br` where there is one; fonts are compressed already. */
function wireSize(file: string): number {
  const path = join(dist, file)
  return /\.(js|css|html)$/.test(file) ? statSync(`${path}.br`).size : statSync(path).size
}

/** The page, and everything it loads before the overview stands there, from one file to those it imports. */
function firstPage(): Set<string> {
  const page = readFileSync(join(dist, 'index.html'), 'utf8')
  const files = new Set(['index.html'])
  const add = (file: string) => {
    if (files.has(file)) return
    files.add(file)
    const text = readFileSync(join(dist, file), 'utf8')
    if (file.endsWith('.js')) {
      for (const [, next] of text.matchAll(/\bfrom\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) add(`assets/${next}`)
      for (const [, next] of text.matchAll(/\bimport\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) add(`assets/${next}`)
    }
    if (file.endsWith('.css')) {
      for (const [, font] of text.matchAll(/url\(\/?(assets\/[\w.-]+\.woff2)\)/g)) files.add(font!)
    }
  }
  for (const [, file] of page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)) add(file!)
  // One language comes along; the longest counts. Of each there are the texts of the first page, and the others.
  const languages = readdirSync(join(dist, 'assets')).filter(file => /^(en|it|es)-.*\.js$/.test(file))
  expect(languages).toHaveLength(6)
  const bySize = languages
    .map(file => `assets/${file}`)
    .filter(file => readFileSync(join(dist, file), 'utf8').includes('sign-in.title'))
    .sort((a, b) => wireSize(b) - wireSize(a))
  expect(bySize).toHaveLength(3)
  add(bySize[0]!)
  return files
}

test('the first page fits its limit, typefaces included', () => {
  const total = [...firstPage()].reduce((sum, file) => sum + wireSize(file), 0)
  expect(total).toBeGreaterThan(50_000)
  expect(total).toBeLessThanOrEqual(limit)
})

test('what the first page does not need is not in it', () => {
  const scripts = [...firstPage()].filter(file => file.endsWith('.js'))
  const texts = scripts.map(file => readFileSync(join(dist, file), 'utf8'))
  for (const foreign of ['u-over', 'data-octet', 'columnheader']) {
    expect(
      texts.filter(text => text.includes(foreign)),
      foreign,
    ).toEqual([])
  }
})

test('each text that the first page names comes with it', () => {
  const scripts = [...firstPage()].filter(file => /^assets\/(?!(en|it|es)-).*\.js$/.test(file))
  const code = scripts.map(file => readFileSync(join(dist, file), 'utf8')).join('\n')
  const beginnings = new Set(
    Array.from(code.matchAll(/`([a-z-]+(?:\.[a-z-]+)*\.)\$\{/g), ([, text]) => text!),
  )
  const quoted = new Set(Array.from(code.matchAll(/["'`]([\w-]+(?:\.[\w-]+)+)["'`]/g), ([, text]) => text!))
  const named = Object.keys(english).filter(
    id => quoted.has(id) || [...beginnings].some(beginning => id.startsWith(beginning)),
  )
  expect(named.length).toBeGreaterThan(100)
  expect(named.filter(id => !isOnFirstPage(id))).toEqual([])
})
