/**
 * Builds the console's pages into systems/console/dist, with a `.br` file beside each text file.
 *
 *   node tools/build-console.ts              builds
 *   node tools/build-console.ts --if-stale   builds only when a source is newer than what is built
 *
 * It also runs from `npm ci` (script `prepare`), so a tree without the console's sources is no error.
 */
import { existsSync } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

const root = resolve(import.meta.dirname, '..')
const consoleFolder = join(root, 'systems/console')
const dist = join(consoleFolder, 'dist')
/** What the pages are made of: their own sources, and the tables of the protocols whose texts they show. */
const sources = [
  ...[
    'src',
    'build',
    'index.html',
    'monitoring.html',
    'vite.config.ts',
    'vite.monitoring.config.ts',
    'package.json',
  ].map(name => join(consoleFolder, name)),
  ...['protocols/cosem/src', 'protocols/metering/src'].map(name => join(root, name)),
]
const text = /\.(js|css|html|svg|json)$/

if (!existsSync(join(consoleFolder, 'index.html'))) {
  console.log('console: no sources here, nothing to build')
} else if (process.argv.includes('--if-stale') && !(await isStale())) {
  console.log('console: up to date')
} else {
  await build()
}

async function build(): Promise<void> {
  const started = performance.now()
  // A test runner's NODE_ENV would give React's development build.
  process.env.NODE_ENV = 'production'
  const vite = await import('vite')
  // The second one's folder lies in the first one's, which is emptied.
  for (const config of ['vite.config.ts', 'vite.monitoring.config.ts']) {
    await vite.build({ configFile: join(consoleFolder, config), configLoader: 'native', logLevel: 'warn' })
  }
  await compress()
  console.log(`console: built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

/** Compressing once here costs a second; doing it for each request would cost the head-end its time. */
async function compress(): Promise<void> {
  const brotli = promisify(brotliCompress)
  await Promise.all(
    (await filesOf(dist))
      .filter(file => text.test(file))
      .map(async file => {
        const content = await readFile(file)
        const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
        await writeFile(`${file}.br`, await brotli(content, { params }))
      }),
  )
}

async function isStale(): Promise<boolean> {
  const built = await modifiedAt(join(dist, 'index.html'))
  const files = (await Promise.all(sources.map(filesOf))).flat()
  const times = await Promise.all(files.map(modifiedAt))
  return Math.max(...times) > built
}

async function modifiedAt(file: string): Promise<number> {
  return existsSync(file) ? (await stat(file)).mtimeMs : 0
}

/** Every file under a folder; a file is its own only content. */
async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}
