import { readFileSync } from 'node:fs'
import { extname } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}

/** The files of the page: they hold no data, so that a phone can load them before it is paired. */
const files: readonly string[] = [
  'index.html',
  'app.js',
  'connection.js',
  'curve.js',
  'dom.js',
  'format.js',
  'pairing.js',
  'sections/energy.js',
  'sections/messages.js',
  'sections/meter.js',
  'sections/notices.js',
  'sections/power.js',
  'sections/prices.js',
  'warning.js',
  'words.js',
  'words/en.js',
  'words/it.js',
  'words/es.js',
  'style.css',
  'icon.svg',
  'icon-192.png',
  'icon-512.png',
  'manifest.webmanifest',
  'service-worker.js',
]

export interface PageFile {
  readonly type: string
  readonly content: Buffer
}

const known = new Map<string, PageFile>()

/** A file of the page by its path; undefined for any other path. */
export function pageFile(path: string): PageFile | undefined {
  const name = path === '/' ? 'index.html' : path.slice(1)
  if (!files.includes(name)) return undefined
  let file = known.get(name)
  if (file === undefined) {
    const content = readFileSync(new URL(`../page/${name}`, import.meta.url))
    file = { type: types[extname(name)] ?? 'application/octet-stream', content }
    known.set(name, file)
  }
  return file
}
